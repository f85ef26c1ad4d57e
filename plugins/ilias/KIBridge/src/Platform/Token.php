<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Port\BadToken;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Store\Schema;

/** The token endpoint: client credentials, proved by a signed assertion that is good for one time. */
final class Token
{
    private const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    private const LIFE_MAX_S = 3600;
    private const USED = Schema::PREFIX . 'used';

    public function __construct(
        private Connections $connections,
        private ToolKeys $toolKeys,
        private AccessTokens $tokens,
        private Database $db,
        private Clock $clock
    ) {
    }

    /** @throws Problem */
    public function handle(Request $request): Reply
    {
        if ($request->method !== 'POST') {
            throw new Problem(405, 'invalid_request', 'POST only');
        }
        if ($request->param('grant_type') !== 'client_credentials') {
            throw new Problem(400, 'unsupported_grant_type');
        }
        $connection = $this->connections->find();
        if ($connection === null || $request->param('client_assertion_type') !== self::ASSERTION) {
            throw new Problem(401, 'invalid_client', 'no known client');
        }
        $this->checkAssertion($connection, $request->param('client_assertion'));
        $scopes = Scope::offered($request->param('scope'));
        if ($scopes === []) {
            throw new Problem(400, 'invalid_scope', 'none of these scopes is offered');
        }
        return Reply::json(200, [
            'access_token' => $this->tokens->issue($connection, $scopes),
            'token_type' => 'Bearer',
            'expires_in' => AccessTokens::LIFE_S,
            'scope' => implode(' ', $scopes),
        ]);
    }

    /** @throws Problem */
    private function checkAssertion(Connection $connection, string $assertion): void
    {
        try {
            $claims = $this->toolKeys->verify($connection, $assertion);
        } catch (BadToken $bad) {
            throw new Problem(401, 'invalid_client', $bad->getMessage());
        }
        $now = $this->clock->now();
        $audience = (array) ($claims['aud'] ?? []);
        $addresses = new Addresses($connection->issuer);
        if (($claims['iss'] ?? null) !== $connection->clientId || ($claims['sub'] ?? null) !== $connection->clientId) {
            throw new Problem(401, 'invalid_client', 'iss and sub are not the client id');
        }
        if (array_intersect($audience, [$addresses->token(), $connection->issuer]) === []) {
            throw new Problem(401, 'invalid_client', 'aud is not this endpoint');
        }
        $expires = $claims['exp'] ?? null;
        if (!is_int($expires) || $expires <= $now - 60 || $expires > $now + self::LIFE_MAX_S) {
            throw new Problem(401, 'invalid_client', 'exp is missing or not soon');
        }
        $this->spend($claims['jti'] ?? null, $expires);
    }

    /** @throws Problem */
    private function spend(mixed $jti, int $expires): void
    {
        if (!is_string($jti) || $jti === '') {
            throw new Problem(401, 'invalid_client', 'jti is missing');
        }
        $this->db->execute('DELETE FROM ' . self::USED . ' WHERE expires_at <= %s', [$this->clock->now() - 120]);
        if (!$this->db->add(self::USED, ['jti' => hash('sha256', $jti), 'expires_at' => $expires])) {
            throw new Problem(401, 'invalid_client', 'the assertion was used before');
        }
    }
}
