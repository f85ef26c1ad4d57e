<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Port\BadToken;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Jose;

/** Access tokens of the services. They name the client, so that disconnecting ends them, and are no messages for anybody else. */
final class AccessTokens
{
    public const LIFE_S = 3600;

    public function __construct(private Connections $connections, private Keys $keys, private Jose $jose, private Clock $clock)
    {
    }

    /** @param list<string> $scopes */
    public function issue(Connection $connection, array $scopes): string
    {
        $key = $this->keys->signing();
        $now = $this->clock->now();
        return $this->jose->sign([
            'iss' => $connection->issuer,
            'aud' => self::audience($connection),
            'sub' => $connection->clientId,
            'iat' => $now,
            'exp' => $now + self::LIFE_S,
            'scope' => implode(' ', $scopes),
        ], $key['private'], $key['kid']);
    }

    /**
     * @return Connection whose token it is
     * @throws Problem
     */
    public function check(Request $request, string ...$oneOf): Connection
    {
        $connection = $this->connections->find();
        $token = $request->bearer();
        if ($connection === null || $token === '') {
            throw new Problem(401, 'invalid_token', 'there is no bearer token; a web server may have removed the Authorization header');
        }
        try {
            $claims = $this->jose->verify($token, $this->keys->published());
        } catch (BadToken $bad) {
            throw new Problem(401, 'invalid_token', $bad->getMessage());
        }
        if (
            ($claims['iss'] ?? null) !== $connection->issuer
            || ($claims['aud'] ?? null) !== self::audience($connection)
            || ($claims['sub'] ?? null) !== $connection->clientId
        ) {
            throw new Problem(401, 'invalid_token', 'the token is for somebody else');
        }
        if (array_intersect($oneOf, explode(' ', (string) ($claims['scope'] ?? ''))) === []) {
            throw new Problem(403, 'insufficient_scope', 'the token is for something else');
        }
        return $connection;
    }

    private static function audience(Connection $connection): string
    {
        return $connection->issuer . '/services.php';
    }
}
