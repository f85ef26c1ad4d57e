<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;

/** Long lists in pages: `limit` and `page` in, a Link header with the next one out. */
final class Pages
{
    private const LIMIT = 100;
    private const LIMIT_MAX = 500;

    /**
     * @param list<mixed> $all
     * @return array{0: list<mixed>, 1: array<string, string>} this page, and headers
     */
    public static function cut(Request $request, string $url, array $all): array
    {
        $limit = max(1, min(self::LIMIT_MAX, self::number($request->query['limit'] ?? '', self::LIMIT)));
        $page = max(1, self::number($request->query['page'] ?? '', 1));
        $part = array_slice($all, ($page - 1) * $limit, $limit);
        if ($page * $limit >= count($all)) {
            return [$part, []];
        }
        $query = ['limit' => (string) $limit, 'page' => (string) ($page + 1)] + array_diff_key($request->query, ['client_id' => 1]);
        return [$part, ['Link' => '<' . Begin::withQuery($url, $query) . '>; rel="next"']];
    }

    /** @param array<string, string> $headers */
    public static function reply(array $value, string $mediaType, array $headers): Reply
    {
        return Reply::json(200, $value, $mediaType)->with($headers);
    }

    private static function number(string $text, int $default): int
    {
        return preg_match('~^\d{1,6}$~D', $text) ? (int) $text : $default;
    }
}
