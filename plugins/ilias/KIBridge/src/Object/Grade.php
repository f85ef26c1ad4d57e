<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

/** What is known of one person in one object. */
final class Grade
{
    public const ACTIVITY = ['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed'];
    public const GRADING = ['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady'];

    public function __construct(
        public int $userId,
        public ?int $openedAt = null,
        public ?float $points = null,
        public ?float $pointsMax = null,
        public string $activity = '',
        public string $grading = '',
        public string $remark = '',
        public int $stampMs = 0
    ) {
    }

    public function isGraded(): bool
    {
        return $this->points !== null && $this->pointsMax !== null && $this->pointsMax > 0;
    }

    public function percent(): int
    {
        return $this->isGraded() ? (int) round(100 * min(1.0, $this->points / $this->pointsMax)) : 0;
    }

    /** "7.5 / 10", as learning progress shows it. */
    public function mark(): ?string
    {
        return $this->isGraded() ? self::number((float) $this->points) . ' / ' . self::number((float) $this->pointsMax) : null;
    }

    private static function number(float $value): string
    {
        return rtrim(rtrim(number_format($value, 2, '.', ''), '0'), '.');
    }
}
