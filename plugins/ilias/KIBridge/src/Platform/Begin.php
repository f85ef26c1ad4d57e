<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Port\Visitor;

/** The first step of a launch: from our object to the bridge. */
final class Begin
{
    public function __construct(private Connections $connections, private Hints $hints, private Visitor $visitor)
    {
    }

    /** NULL: there is no bridge. Whoever calls has checked that this person may read the object. */
    public function reply(int $refId): ?Reply
    {
        $connection = $this->connections->find();
        if ($connection === null) {
            return null;
        }
        return Reply::redirect(self::withQuery($connection->loginUrl, [
            'iss' => $connection->issuer,
            'login_hint' => $this->hints->issue($this->visitor->userId(), $this->visitor->sessionId(), $refId),
            'lti_message_hint' => (string) $refId,
            'target_link_uri' => $connection->targetUrl,
            'client_id' => $connection->clientId,
            'lti_deployment_id' => Connection::DEPLOYMENT,
        ]));
    }

    /** @param array<string, string> $params */
    public static function withQuery(string $url, array $params): string
    {
        $glue = strpos($url, '?') === false ? '?' : (preg_match('~[?&]$~D', $url) ? '' : '&');
        return $url . $glue . http_build_query($params, '', '&', PHP_QUERY_RFC3986);
    }
}
