<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Port\BadToken;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Port\Jose;
use Kibridge\Ilias\Store\Settings;

/** The bridge's public keys: kept for an hour, asked for again when a token does not fit, at most once a minute. */
final class ToolKeys
{
    private const NAME = 'tool_keys';
    private const FRESH_S = 3600;
    private const AGAIN_S = 60;
    private const TIMEOUT_S = 10;

    public function __construct(private Settings $settings, private Fetch $fetch, private Jose $jose, private Clock $clock)
    {
    }

    /**
     * @return array<string, mixed> the claims
     * @throws BadToken
     */
    public function verify(Connection $connection, string $token): array
    {
        $kept = $this->settings->getObject(self::NAME);
        $age = $this->clock->now() - (int) ($kept['at'] ?? 0);
        $ours = ($kept['url'] ?? '') === $connection->keysUrl && is_array($kept['set'] ?? null);
        if (!$ours || $age >= self::FRESH_S || $age < 0) {
            return $this->jose->verify($token, $this->ask($connection));
        }
        try {
            return $this->jose->verify($token, $kept['set']);
        } catch (BadToken $bad) {
            if ($age < self::AGAIN_S) {
                throw $bad;
            }
            return $this->jose->verify($token, $this->ask($connection));
        }
    }

    /**
     * @return array<string, mixed>
     * @throws BadToken
     */
    private function ask(Connection $connection): array
    {
        $answer = $this->fetch->get($connection->keysUrl, self::TIMEOUT_S);
        $set = json_decode($answer->body, true);
        if ($answer->status !== 200 || !is_array($set) || !is_array($set['keys'] ?? null)) {
            throw new BadToken("the bridge's keys cannot be had: HTTP {$answer->status} {$answer->error}");
        }
        $this->settings->setObject(self::NAME, ['url' => $connection->keysUrl, 'at' => $this->clock->now(), 'set' => $set]);
        return $set;
    }
}
