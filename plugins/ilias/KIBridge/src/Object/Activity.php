<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

/** One of our objects: an AI tutor or AI feedback in a course. */
final class Activity
{
    public const TUTOR = 'tutor';
    public const FEEDBACK = 'feedback';
    /** Copies of copies that we remember. */
    public const HISTORY_MAX = 24;

    /**
     * @param string $linkId names the object for the bridge; a copy has one of its own
     * @param list<string> $history link ids of what it was copied from, newest first
     * @param int $mastery percent of the points from which on it is passed
     */
    public function __construct(
        public int $objId,
        public string $linkId,
        public string $kind = self::TUTOR,
        public bool $online = false,
        public ?int $opensAt = null,
        public ?int $closesAt = null,
        public int $mastery = 50,
        public array $history = []
    ) {
    }

    public static function newLinkId(): string
    {
        return bin2hex(random_bytes(16));
    }

    public static function kindOf(string $kind): string
    {
        return $kind === self::FEEDBACK ? self::FEEDBACK : self::TUTOR;
    }

    /** Whether those who may not edit it may open it now. */
    public function isOpen(int $now): bool
    {
        return $this->online
            && ($this->opensAt === null || $now >= $this->opensAt)
            && ($this->closesAt === null || $now < $this->closesAt);
    }

    /** The same again as another object. A copy is never online before somebody has looked at it. */
    public function copyTo(int $objId): self
    {
        $history = array_slice(array_merge([$this->linkId], $this->history), 0, self::HISTORY_MAX);
        return new self($objId, self::newLinkId(), $this->kind, false, $this->opensAt, $this->closesAt, $this->mastery, $history);
    }
}
