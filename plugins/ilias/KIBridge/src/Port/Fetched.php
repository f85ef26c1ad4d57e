<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** An answer of the bridge. */
final class Fetched
{
    /** @param array<string, string> $headers names in lower case */
    public function __construct(
        public int $status,
        public string $body = '',
        public array $headers = [],
        public string $error = ''
    ) {
    }

    /** What a page of the bridge says, without its markup: for the words of an error. */
    public function text(): string
    {
        $body = preg_replace('~<(style|script|title)\b.*?</\1>~is', ' ', $this->body) ?? '';
        $text = html_entity_decode(strip_tags(str_replace('<', ' <', $body)), ENT_QUOTES, 'UTF-8');
        return mb_substr(trim(preg_replace('~\s+~u', ' ', $text) ?? ''), 0, 400);
    }
}
