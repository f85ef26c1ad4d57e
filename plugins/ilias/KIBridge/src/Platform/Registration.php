<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Store\Settings;

/**
 * Dynamic registration, from server to server: we open the invite, and while we wait the bridge fetches our
 * configuration and registers itself here.
 */
final class Registration
{
    public const PRODUCT = 'kibridge_ilias';
    private const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
    private const PENDING = 'registration';
    private const LIFE_S = 300;
    private const TIMEOUT_S = 40;

    public function __construct(
        private Settings $settings,
        private Connections $connections,
        private Fetch $fetch,
        private Clock $clock,
        private string $version
    ) {
    }

    /** Whether this looks like an invite of a bridge. */
    public static function isInvite(string $invite): bool
    {
        return (bool) preg_match('~^https?://[^\s/?#@]+/(?:[^\s?#]*/)?lti/register/[A-Za-z0-9_-]{16,}(?:\?[^\s#]*)?$~D', $invite);
    }

    /**
     * Follows an invite. On failure the connection that was there before stays.
     *
     * @throws Refused in words for the administrator
     */
    public function run(string $invite, string $issuer): Connection
    {
        if (!self::isInvite($invite)) {
            throw new Refused('connect_no_invite');
        }
        $token = bin2hex(random_bytes(32));
        $clientId = bin2hex(random_bytes(12));
        $this->settings->setObject(self::PENDING, [
            'token' => hash('sha256', $token),
            'client' => $clientId,
            'issuer' => $issuer,
            'origin' => Connection::originOf($invite),
            'expires' => $this->clock->now() + self::LIFE_S,
        ]);
        $answer = $this->fetch->get(Begin::withQuery($invite, [
            'openid_configuration' => (new Addresses($issuer))->configuration(),
            'registration_token' => $token,
        ]), self::TIMEOUT_S);
        $this->settings->take(self::PENDING);
        $candidate = Connection::fromArray($this->settings->getObject('candidate'));
        $this->settings->take('candidate');
        if ($answer->status === 0) {
            throw new Refused('connect_no_answer', $answer->error);
        }
        if ($answer->status !== 200 || $candidate === null || $candidate->clientId !== $clientId) {
            throw new Refused('connect_refused', $answer->text() !== '' ? $answer->text() : "HTTP {$answer->status}");
        }
        $this->connections->save($candidate);
        return $candidate;
    }

    /**
     * Our half, for the bridge to read.
     *
     * @param string $asRequested our address as this request sees it: behind a proxy the bridge's may be another one
     * @return array<string, mixed>
     */
    public function configuration(string $asRequested): array
    {
        $pending = $this->settings->getObject(self::PENDING);
        $issuer = (string) ($pending['issuer'] ?? $this->connections->find()->issuer ?? $asRequested);
        $addresses = new Addresses($issuer);
        return [
            'issuer' => $issuer,
            'authorization_endpoint' => $addresses->authorization(),
            'token_endpoint' => $addresses->token(),
            'token_endpoint_auth_methods_supported' => ['private_key_jwt'],
            'token_endpoint_auth_signing_alg_values_supported' => ['RS256'],
            'jwks_uri' => $addresses->keys(),
            'registration_endpoint' => $addresses->registration(),
            'scopes_supported' => array_merge(['openid'], Scope::ALL),
            'response_types_supported' => ['id_token'],
            'response_modes_supported' => ['form_post'],
            'grant_types_supported' => ['implicit', 'client_credentials'],
            'subject_types_supported' => ['public'],
            'id_token_signing_alg_values_supported' => ['RS256'],
            'claims_supported' => $this->settings->get('names') === '1' ? ['iss', 'sub', 'name', 'given_name', 'family_name'] : ['iss', 'sub'],
            'https://purl.imsglobal.org/spec/lti-platform-configuration' => [
                'product_family_code' => self::PRODUCT,
                'version' => $this->version,
                'messages_supported' => [['type' => 'LtiResourceLinkRequest']],
                'variables' => [],
            ],
        ];
    }

    /**
     * The bridge registers itself, with the token that it was given just now.
     *
     * @throws Problem
     */
    public function register(Request $request): Reply
    {
        $pending = $this->settings->getObject(self::PENDING);
        $expected = (string) ($pending['token'] ?? '');
        if (
            $request->method !== 'POST' || $expected === ''
            || !hash_equals($expected, hash('sha256', $request->bearer()))
            || $this->clock->now() >= (int) $pending['expires']
        ) {
            throw new Problem(401, 'invalid_token', 'this registration token is not known, was used, or is too old');
        }
        $document = $request->json();
        $connection = self::read($document, $pending);
        if (!$this->settings->take(self::PENDING)) {
            throw new Problem(401, 'invalid_token', 'this registration token was used');
        }
        $this->settings->setObject('candidate', $connection->toArray());
        $document['client_id'] = $connection->clientId;
        $document['scope'] = implode(' ', Scope::offered((string) ($document['scope'] ?? '')));
        $document[self::TOOL]['deployment_id'] = Connection::DEPLOYMENT;
        return Reply::json(201, $document);
    }

    /**
     * Every address must be on the server that the administrator named.
     *
     * @param array<string, mixed> $document
     * @param array<string, mixed> $pending
     * @throws Problem
     */
    private static function read(array $document, array $pending): Connection
    {
        $tool = $document[self::TOOL] ?? null;
        $redirects = $document['redirect_uris'] ?? null;
        $urls = [
            'initiate_login_uri' => $document['initiate_login_uri'] ?? null,
            'jwks_uri' => $document['jwks_uri'] ?? null,
            'target_link_uri' => is_array($tool) ? $tool['target_link_uri'] ?? null : null,
        ];
        if (!is_array($redirects) || $redirects === [] || count($redirects) > 8) {
            throw new Problem(400, 'invalid_redirect_uri', 'redirect_uris is no short list');
        }
        foreach ($urls + array_values($redirects) as $name => $url) {
            if (!is_string($url) || strlen($url) > 1000 || Connection::originOf($url) !== $pending['origin']) {
                throw new Problem(400, 'invalid_client_metadata', "$name is not an address of the bridge");
            }
        }
        return new Connection(
            (string) $pending['issuer'],
            (string) $pending['client'],
            is_string($document['client_name'] ?? null) ? mb_substr($document['client_name'], 0, 100) : '',
            $urls['initiate_login_uri'],
            $urls['target_link_uri'],
            array_values($redirects),
            $urls['jwks_uri']
        );
    }
}
