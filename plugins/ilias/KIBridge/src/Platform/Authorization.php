<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Page;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Object\Grades;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Jose;
use Kibridge\Ilias\Port\Visitor;
use Kibridge\Ilias\Port\Words;

/** The authorization endpoint: the bridge sends the browser here, and gets a signed message back. */
final class Authorization
{
    public function __construct(
        private Connections $connections,
        private Hints $hints,
        private Launch $launch,
        private Campus $campus,
        private Grades $grades,
        private Keys $keys,
        private Jose $jose,
        private Visitor $visitor,
        private Words $words,
        private Clock $clock
    ) {
    }

    public function handle(Request $request): Reply
    {
        $connection = $this->connections->find();
        if ($connection === null || !hash_equals($connection->clientId, $request->param('client_id'))) {
            return $this->refuse(400, 'error_client');
        }
        // Verbatim, or anybody could have the message sent elsewhere.
        if (!in_array($request->param('redirect_uri'), $connection->redirectUris, true)) {
            return $this->refuse(400, 'error_redirect');
        }
        if (!$this->isWellFormed($request)) {
            return $this->refuse(400, 'error_request');
        }
        if ($this->visitor->userId() === 0) {
            return $this->refuse(401, 'error_session');
        }
        $hint = $this->hints->take($request->param('login_hint'), $this->visitor->userId(), $this->visitor->sessionId());
        if ($hint === null || $request->param('lti_message_hint') !== (string) $hint->refId) {
            return $this->refuse(403, 'error_hint');
        }
        $place = $this->campus->place($hint->refId);
        if ($place === null || !$this->campus->mayRead($hint->userId, $hint->refId)) {
            return $this->refuse(403, 'error_access');
        }
        $now = $this->clock->now();
        $claims = $this->launch->claims($connection, $place, $hint->userId, $this->visitor->locale(), $request->param('nonce'), $now);
        $key = $this->keys->signing();
        $token = $this->jose->sign($claims, $key['private'], $key['kid']);
        if ($this->grades->opened($place->objId, $hint->userId, $now)) {
            $this->campus->progressed($place->objId, $hint->userId, null, null);
        }
        $fields = ['id_token' => $token];
        if ($request->param('state') !== '') {
            $fields['state'] = $request->param('state');
        }
        return Page::forward(
            $this->visitor->locale(),
            $request->param('redirect_uri'),
            $fields,
            $this->words->text('forward_title'),
            $this->words->text('forward_button')
        );
    }

    private function isWellFormed(Request $request): bool
    {
        $prompt = $request->param('prompt');
        return in_array($request->method, ['GET', 'POST'], true)
            && in_array('openid', explode(' ', $request->param('scope')), true)
            && $request->param('response_type') === 'id_token'
            && $request->param('response_mode') === 'form_post'
            && ($prompt === '' || $prompt === 'none')
            && $request->param('nonce') !== '' && strlen($request->param('nonce')) <= 512
            && strlen($request->param('state')) <= 8192;
    }

    private function refuse(int $status, string $key): Reply
    {
        return Page::message($status, $this->visitor->locale(), $this->words->text('error_title'), $this->words->text($key));
    }
}
