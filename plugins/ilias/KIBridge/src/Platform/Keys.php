<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Store\Settings;

/** Our key pairs. The newest signs; older ones stay published until nothing signed by them can be valid any more. */
final class Keys
{
    private const NAME = 'keys';
    private const BITS = 2048;
    /** The bridge keeps a key set for a day at most. */
    private const OVERLAP_S = 2 * 86400;

    public function __construct(private Settings $settings, private Clock $clock)
    {
    }

    /** @return array{kid: string, private: string} */
    public function signing(): array
    {
        $keys = $this->all();
        if ($keys === []) {
            $keys = $this->rotate();
        }
        return ['kid' => (string) $keys[0]['kid'], 'private' => (string) $keys[0]['private']];
    }

    /** @return array{keys: list<array<string, string>>} public halves, as a JSON Web Key Set */
    public function published(): array
    {
        $this->signing();
        $set = [];
        foreach ($this->all() as $key) {
            $set[] = ['kty' => 'RSA', 'alg' => 'RS256', 'use' => 'sig', 'kid' => (string) $key['kid'], 'n' => (string) $key['n'], 'e' => (string) $key['e']];
        }
        return ['keys' => $set];
    }

    /**
     * A new key signs from now on.
     *
     * @return list<array<string, mixed>>
     */
    public function rotate(): array
    {
        $now = $this->clock->now();
        $kept = array_filter($this->all(), static fn (array $key): bool => (int) ($key['replaced'] ?? $now) > $now - self::OVERLAP_S);
        foreach ($kept as &$key) {
            $key['replaced'] ??= $now;
        }
        unset($key);
        $keys = array_merge([self::make($now)], array_values($kept));
        $this->settings->setObject(self::NAME, $keys);
        return $keys;
    }

    /** @return list<array<string, mixed>> newest first */
    private function all(): array
    {
        return array_values($this->settings->getObject(self::NAME));
    }

    /** @return array<string, mixed> */
    private static function make(int $now): array
    {
        $pair = openssl_pkey_new(['private_key_bits' => self::BITS, 'private_key_type' => OPENSSL_KEYTYPE_RSA]);
        if ($pair === false || !openssl_pkey_export($pair, $pem)) {
            throw new \RuntimeException('OpenSSL makes no key: ' . openssl_error_string());
        }
        $rsa = openssl_pkey_get_details($pair)['rsa'];
        $base64 = static fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
        return ['kid' => bin2hex(random_bytes(8)), 'private' => $pem, 'n' => $base64($rsa['n']), 'e' => $base64($rsa['e']), 'made' => $now];
    }
}
