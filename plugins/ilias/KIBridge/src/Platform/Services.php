<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;

/** The services, by their paths. Each needs a token for it. */
final class Services
{
    public function __construct(private AccessTokens $tokens, private LineItems $lineItems, private Scores $scores, private Members $members)
    {
    }

    /** @throws Problem */
    public function handle(Request $request): Reply
    {
        if ($request->path === '/health') {
            // Says that this address is reached with its path; nothing else.
            return Reply::json(200, ['ok' => true, 'bearer' => $request->bearer() !== '']);
        }
        if (preg_match('~^/courses/([1-9]\d{0,9})/members/([1-9]\d{0,9})$~D', $request->path, $ids)) {
            self::only($request, 'GET');
            return $this->members->list($this->tokens->check($request, Scope::MEMBERS), $request, (int) $ids[1], (int) $ids[2]);
        }
        if (preg_match('~^/courses/([1-9]\d{0,9})/lineitems$~D', $request->path, $ids)) {
            self::only($request, 'GET');
            return $this->lineItems->list($this->tokens->check($request, Scope::LINE_ITEM), $request, (int) $ids[1]);
        }
        if (preg_match('~^/activities/([1-9]\d{0,9})/lineitem(/scores|/results)?$~D', $request->path, $ids)) {
            return $this->activity($request, (int) $ids[1], $ids[2] ?? '');
        }
        throw new Problem(404, 'not_found', 'there is no such service');
    }

    /** @throws Problem */
    private function activity(Request $request, int $refId, string $part): Reply
    {
        if ($part === '/scores') {
            self::only($request, 'POST');
            $this->tokens->check($request, Scope::SCORE);
            return $this->scores->post($request, $refId);
        }
        self::only($request, 'GET');
        if ($part === '/results') {
            return $this->lineItems->results($this->tokens->check($request, Scope::RESULT), $request, $refId);
        }
        return $this->lineItems->show($this->tokens->check($request, Scope::LINE_ITEM), $refId);
    }

    /** @throws Problem */
    private static function only(Request $request, string $method): void
    {
        if ($request->method !== $method) {
            throw new Problem(405, 'invalid_request', "$method only: objects are made and changed in ILIAS");
        }
    }
}
