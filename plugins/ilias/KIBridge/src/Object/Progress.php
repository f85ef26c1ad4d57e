<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

/** From grades to learning progress. The numbers are ILIAS's own (ilLPStatus). */
final class Progress
{
    public const NOT_ATTEMPTED = 0;
    public const IN_PROGRESS = 1;
    public const COMPLETED = 2;
    public const FAILED = 3;

    public static function of(Activity $activity, ?Grade $grade): int
    {
        if ($grade === null) {
            return self::NOT_ATTEMPTED;
        }
        if ($grade->isGraded()) {
            // Compared without dividing: a third of three points is 33.33…, but one point of three is one of three.
            return 100 * $grade->points >= $activity->mastery * $grade->pointsMax ? self::COMPLETED : self::FAILED;
        }
        return $grade->openedAt !== null || $grade->activity !== '' ? self::IN_PROGRESS : self::NOT_ATTEMPTED;
    }

    /**
     * @param list<Grade> $grades
     * @return list<int> the people with that status
     */
    public static function people(Activity $activity, array $grades, int $status): array
    {
        $people = [];
        foreach ($grades as $grade) {
            if (self::of($activity, $grade) === $status) {
                $people[] = $grade->userId;
            }
        }
        return $people;
    }
}
