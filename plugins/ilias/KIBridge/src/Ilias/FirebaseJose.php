<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Firebase\JWT\JWK;
use Firebase\JWT\JWT;
use Kibridge\Ilias\Port\BadToken;
use Kibridge\Ilias\Port\Jose;

/** With firebase/php-jwt, which ILIAS 8 to 11 ship for their own LTI. */
final class FirebaseJose implements Jose
{
    private const LEEWAY_S = 60;
    private const TOKEN_MAX = 16384;

    public function sign(array $claims, string $privateKeyPem, string $kid): string
    {
        return JWT::encode($claims, $privateKeyPem, 'RS256', $kid);
    }

    public function verify(string $token, array $keySet): array
    {
        if ($token === '' || strlen($token) > self::TOKEN_MAX) {
            throw new BadToken('no token, or a very long one');
        }
        $before = JWT::$leeway;
        JWT::$leeway = self::LEEWAY_S;
        try {
            // The algorithm comes from us, never from the token.
            $claims = JWT::decode($token, JWK::parseKeySet(['keys' => self::rsaKeys($keySet)]));
        } catch (\Throwable $error) {
            throw new BadToken($error->getMessage(), 0, $error);
        } finally {
            JWT::$leeway = $before;
        }
        $claims = json_decode((string) json_encode($claims), true);
        if (!isset($claims['exp']) || !is_numeric($claims['exp'])) {
            throw new BadToken('it has no exp');
        }
        return $claims;
    }

    /**
     * @param array<string, mixed> $keySet
     * @return list<array<string, string>>
     * @throws BadToken
     */
    private static function rsaKeys(array $keySet): array
    {
        $keys = [];
        foreach (is_array($keySet['keys'] ?? null) ? $keySet['keys'] : [] as $key) {
            $fits = is_array($key) && ($key['kty'] ?? '') === 'RSA' && in_array($key['alg'] ?? 'RS256', ['RS256'], true)
                && is_string($key['kid'] ?? null) && is_string($key['n'] ?? null) && is_string($key['e'] ?? null);
            if ($fits) {
                $keys[] = ['kty' => 'RSA', 'alg' => 'RS256', 'kid' => $key['kid'], 'n' => $key['n'], 'e' => $key['e']];
            }
        }
        if ($keys === []) {
            throw new BadToken('the key set has no RSA key for RS256');
        }
        return $keys;
    }
}
