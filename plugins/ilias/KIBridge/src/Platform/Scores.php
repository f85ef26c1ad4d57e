<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Object\Grade;
use Kibridge\Ilias\Object\Grades;
use Kibridge\Ilias\Port\Campus;

/** Scores: what the bridge says somebody has reached, into learning progress. */
final class Scores
{
    public const MEDIA = 'application/vnd.ims.lis.v1.score+json';
    private const REMARK_MAX = 3500;
    /** RFC 3339, with or without parts of a second; a zone must be there. */
    private const TIMESTAMP = '~^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$~D';

    public function __construct(private LineItems $lineItems, private Campus $campus, private Grades $grades)
    {
    }

    /** @throws Problem */
    public function post(Request $request, int $refId): Reply
    {
        if ($request->mediaType() !== self::MEDIA) {
            throw new Problem(415, 'invalid_request', 'Content-Type is not ' . self::MEDIA);
        }
        [$place] = $this->lineItems->find($refId);
        $score = $request->json();
        $userId = $this->person($score, $place->objId, $refId);
        $stamp = self::stamp($score['timestamp'] ?? null);
        $grade = $this->grades->find($place->objId, $userId) ?? new Grade($userId);
        if ($stamp <= $grade->stampMs) {
            throw new Problem(409, 'conflict', 'there is a score that is as new or newer');
        }
        $grade->stampMs = $stamp;
        $grade->activity = self::oneOf($score['activityProgress'] ?? null, Grade::ACTIVITY, 'activityProgress');
        $grade->grading = self::oneOf($score['gradingProgress'] ?? null, Grade::GRADING, 'gradingProgress');
        $this->enter($grade, $score);
        $this->grades->save($place->objId, $grade);
        $this->campus->progressed($place->objId, $userId, $grade->mark(), $grade->remark);
        return new Reply(204);
    }

    /**
     * A number stays until another takes its place: "pending" is no reason to forget it.
     *
     * @param array<string, mixed> $score
     * @throws Problem
     */
    private function enter(Grade $grade, array $score): void
    {
        $comment = $score['comment'] ?? '';
        if (!is_string($comment)) {
            throw new Problem(400, 'invalid_request', 'comment is no text');
        }
        $given = self::number($score, 'scoreGiven');
        $maximum = self::number($score, 'scoreMaximum');
        if ($given !== null && ($maximum === null || $maximum <= 0 || $given < 0)) {
            throw new Problem(400, 'invalid_request', 'scoreGiven needs a scoreMaximum above 0, and must not be negative');
        }
        if ($grade->grading !== 'FullyGraded') {
            return;
        }
        $grade->points = $given;
        $grade->pointsMax = $given === null ? null : $maximum;
        $grade->remark = mb_substr(strip_tags($comment), 0, self::REMARK_MAX);
    }

    /**
     * @param array<string, mixed> $score
     * @throws Problem
     */
    private function person(array $score, int $objId, int $refId): int
    {
        $userId = $score['userId'] ?? null;
        if (!is_string($userId) || !preg_match('~^[1-9]\d{0,9}$~D', $userId)) {
            throw new Problem(400, 'invalid_request', 'userId is none of ours');
        }
        $known = $this->grades->find($objId, (int) $userId) !== null || $this->campus->mayRead((int) $userId, $refId);
        if (!$known) {
            throw new Problem(404, 'not_found', 'that person has nothing to do with this object');
        }
        return (int) $userId;
    }

    /**
     * @param array<string, mixed> $score
     * @throws Problem
     */
    private static function number(array $score, string $name): ?float
    {
        $value = $score[$name] ?? null;
        if ($value !== null && ((!is_int($value) && !is_float($value)) || !is_finite((float) $value) || abs($value) > 1e9)) {
            throw new Problem(400, 'invalid_request', $name . ' is no number');
        }
        return $value === null ? null : (float) $value;
    }

    /**
     * @param list<string> $values
     * @throws Problem
     */
    private static function oneOf(mixed $value, array $values, string $name): string
    {
        if (!is_string($value) || !in_array($value, $values, true)) {
            throw new Problem(400, 'invalid_request', $name . ' is none of ' . implode(', ', $values));
        }
        return $value;
    }

    /**
     * Milliseconds since the epoch.
     *
     * @throws Problem
     */
    private static function stamp(mixed $text): int
    {
        if (!is_string($text) || !preg_match(self::TIMESTAMP, $text, $parts)) {
            throw new Problem(400, 'invalid_request', 'timestamp is not of RFC 3339');
        }
        $seconds = strtotime($parts[1] . $parts[3]);
        if ($seconds === false) {
            throw new Problem(400, 'invalid_request', 'timestamp is no time');
        }
        return 1000 * $seconds + (int) substr(str_pad($parts[2], 3, '0'), 0, 3);
    }
}
