<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Port\Fetched;

/** Whether this ILIAS and the bridge can work together, point by point. Asks the bridge: only on an administrator's request. */
final class Checks
{
    private const TIMEOUT_S = 10;
    private const CLOCK_WARNING_S = 5;
    private const CLOCK_ERROR_S = 50;

    /** @var list<Check> */
    private array $results = [];

    public function __construct(private Connections $connections, private Keys $keys, private Fetch $fetch, private Clock $clock)
    {
    }

    /** @return list<Check> */
    public function run(string $issuerNow): array
    {
        $this->results = [];
        $connection = $this->connections->find();
        if ($connection === null) {
            return [new Check('connected', Check::ERROR)];
        }
        $secure = strncmp($connection->issuer, 'https:', 6) === 0;
        $this->note('https', $secure ? Check::OK : Check::WARNING);
        $this->note('address', $issuerNow === $connection->issuer ? Check::OK : Check::ERROR, $issuerNow === $connection->issuer ? '' : $connection->issuer);
        $this->checkEndpoints($connection);
        $this->checkBridge($connection);
        return $this->results;
    }

    private function note(string $name, string $status, string $detail = ''): void
    {
        $this->results[] = new Check($name, $status, $detail);
    }

    /** Can our own addresses be reached as the bridge reaches them? */
    private function checkEndpoints(Connection $connection): void
    {
        $addresses = new Addresses($connection->issuer);
        $answer = $this->fetch->get($addresses->keys(), self::TIMEOUT_S);
        $mine = json_decode($answer->body, true)['keys'][0]['kid'] ?? null;
        $this->note('endpoints', $mine === $this->keys->signing()['kid'] ? Check::OK : Check::ERROR, self::seen($answer));
        $answer = $this->fetch->get($addresses->health(), self::TIMEOUT_S);
        $this->note('paths', (json_decode($answer->body, true)['ok'] ?? false) === true ? Check::OK : Check::ERROR, self::seen($answer));
    }

    /** Everything that needs an answer of the bridge; without one, the rest would only repeat it. */
    private function checkBridge(Connection $connection): void
    {
        $answer = $this->fetch->get($connection->origin() . '/readyz', self::TIMEOUT_S);
        if ($answer->status === 0) {
            $this->note('reachable', Check::ERROR, $answer->error);
            return;
        }
        $this->note('reachable', $answer->status === 200 ? Check::OK : Check::ERROR, self::seen($answer));
        $this->checkClock($answer);
        $keys = $this->fetch->get($connection->keysUrl, self::TIMEOUT_S);
        $this->note('keys', is_array(json_decode($keys->body, true)['keys'] ?? null) ? Check::OK : Check::ERROR, self::seen($keys));
        $this->checkKnown($connection);
    }

    private function checkClock(Fetched $answer): void
    {
        $date = strtotime($answer->headers['date'] ?? '');
        if ($date === false) {
            return;
        }
        $apart = abs($date - $this->clock->now());
        $status = $apart > self::CLOCK_ERROR_S ? Check::ERROR : ($apart > self::CLOCK_WARNING_S ? Check::WARNING : Check::OK);
        $this->note('clock', $status, $status === Check::OK ? '' : $apart . ' s');
    }

    /** The first step of a launch says whether the bridge knows us, and leaves nothing behind there. */
    private function checkKnown(Connection $connection): void
    {
        $answer = $this->fetch->get(Begin::withQuery($connection->loginUrl, [
            'iss' => $connection->issuer,
            'login_hint' => 'check',
            'target_link_uri' => $connection->targetUrl,
            'client_id' => $connection->clientId,
            'lti_deployment_id' => Connection::DEPLOYMENT,
        ]), self::TIMEOUT_S);
        $authorization = (new Addresses($connection->issuer))->authorization();
        $known = in_array($answer->status, [302, 303], true) && strpos($answer->headers['location'] ?? '', $authorization . '?') === 0;
        $this->note('known', $known ? Check::OK : Check::ERROR, $known ? '' : ($answer->text() ?: self::seen($answer)));
    }

    private static function seen(Fetched $answer): string
    {
        return $answer->status === 200 ? '' : ($answer->error !== '' ? $answer->error : 'HTTP ' . $answer->status);
    }
}
