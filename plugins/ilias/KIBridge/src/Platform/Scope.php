<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** What a token may be for. */
final class Scope
{
    public const LINE_ITEM = 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly';
    public const RESULT = 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly';
    public const SCORE = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';
    public const MEMBERS = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

    public const GRADES = [self::LINE_ITEM, self::RESULT, self::SCORE];
    public const ALL = [self::LINE_ITEM, self::RESULT, self::SCORE, self::MEMBERS];

    /** @return list<string> those of a blank-separated list that we offer */
    public static function offered(string $list): array
    {
        return array_values(array_intersect(array_unique(preg_split('~\s+~', $list, -1, PREG_SPLIT_NO_EMPTY) ?: []), self::ALL));
    }
}
