<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Port\Fetched;

/** Answers by a function of the test; what nobody answers is a bridge that is down. */
final class ScriptedFetch implements Fetch
{
    /** @var list<string> */
    public array $asked = [];
    /** @var (\Closure(string): ?Fetched)|null */
    public ?\Closure $answer = null;

    public function get(string $url, int $timeoutSeconds): Fetched
    {
        $this->asked[] = $url;
        return ($this->answer ? ($this->answer)($url) : null) ?? new Fetched(0, '', [], 'could not connect');
    }
}
