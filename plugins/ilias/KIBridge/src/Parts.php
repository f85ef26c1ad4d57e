<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias;

use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Grades;
use Kibridge\Ilias\Object\Seal;
use Kibridge\Ilias\Platform\AccessTokens;
use Kibridge\Ilias\Platform\Authorization;
use Kibridge\Ilias\Platform\Begin;
use Kibridge\Ilias\Platform\Checks;
use Kibridge\Ilias\Platform\Connections;
use Kibridge\Ilias\Platform\Hints;
use Kibridge\Ilias\Platform\Keys;
use Kibridge\Ilias\Platform\Launch;
use Kibridge\Ilias\Platform\LineItems;
use Kibridge\Ilias\Platform\Members;
use Kibridge\Ilias\Platform\Registration;
use Kibridge\Ilias\Platform\Roles;
use Kibridge\Ilias\Platform\Scores;
use Kibridge\Ilias\Platform\Services;
use Kibridge\Ilias\Platform\Token;
use Kibridge\Ilias\Platform\ToolKeys;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Port\Jose;
use Kibridge\Ilias\Port\Visitor;
use Kibridge\Ilias\Port\Words;
use Kibridge\Ilias\Store\Settings;

/** Puts the parts together. What lies outside comes in by the ports: ILIAS, or a stand-in in tests. */
final class Parts
{
    /** @param \Closure(string): void $log one line for the log of ILIAS; never tokens or names */
    public function __construct(
        private Database $db,
        private Campus $campus,
        private Visitor $visitor,
        private Words $words,
        private Jose $jose,
        private Fetch $fetch,
        private Clock $clock,
        private string $issuer,
        private string $version,
        private \Closure $log
    ) {
    }

    /** The plugin's address as this request sees it. */
    public function issuer(): string
    {
        return $this->issuer;
    }

    public function log(string $line): void
    {
        ($this->log)($line);
    }

    public function clock(): Clock
    {
        return $this->clock;
    }

    public function campus(): Campus
    {
        return $this->campus;
    }

    public function visitor(): Visitor
    {
        return $this->visitor;
    }

    public function words(): Words
    {
        return $this->words;
    }

    public function settings(): Settings
    {
        return new Settings($this->db);
    }

    public function activities(): Activities
    {
        return new Activities($this->db);
    }

    public function seal(): Seal
    {
        return new Seal($this->settings());
    }

    public function grades(): Grades
    {
        return new Grades($this->db);
    }

    public function connections(): Connections
    {
        return new Connections($this->settings());
    }

    public function keys(): Keys
    {
        return new Keys($this->settings(), $this->clock);
    }

    public function hints(): Hints
    {
        return new Hints($this->db, $this->clock);
    }

    public function begin(): Begin
    {
        return new Begin($this->connections(), $this->hints(), $this->visitor);
    }

    public function registration(): Registration
    {
        return new Registration($this->settings(), $this->connections(), $this->fetch, $this->clock, $this->version);
    }

    public function checks(): Checks
    {
        return new Checks($this->connections(), $this->keys(), $this->fetch, $this->clock);
    }

    public function authorization(): Authorization
    {
        $launch = new Launch($this->campus, $this->activities(), $this->roles(), $this->settings());
        return new Authorization(
            $this->connections(),
            $this->hints(),
            $launch,
            $this->campus,
            $this->grades(),
            $this->keys(),
            $this->jose,
            $this->visitor,
            $this->words,
            $this->clock
        );
    }

    public function token(): Token
    {
        $toolKeys = new ToolKeys($this->settings(), $this->fetch, $this->jose, $this->clock);
        return new Token($this->connections(), $toolKeys, $this->accessTokens(), $this->db, $this->clock);
    }

    public function services(): Services
    {
        $lineItems = new LineItems($this->campus, $this->activities(), $this->grades());
        return new Services(
            $this->accessTokens(),
            $lineItems,
            new Scores($lineItems, $this->campus, $this->grades()),
            new Members($this->campus, $this->activities(), $this->roles(), $this->settings())
        );
    }

    private function accessTokens(): AccessTokens
    {
        return new AccessTokens($this->connections(), $this->keys(), $this->jose, $this->clock);
    }

    private function roles(): Roles
    {
        return new Roles($this->campus);
    }
}
