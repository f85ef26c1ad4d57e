<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** What we need to know of ILIAS: objects, courses, people and their rights. */
interface Campus
{
    public const ADMIN = 'admin';
    public const TUTOR = 'tutor';
    public const MEMBER = 'member';

    /** NULL: no object of ours has that ref_id, or it lies in the trash. */
    public function place(int $refId): ?Place;

    /** "crs", "grp"; NULL: there is no such container. */
    public function containerType(int $refId): ?string;

    public function containerTitle(int $refId): string;

    /** @return list<int> ref_ids of our objects in this container and below it */
    public function placesIn(int $contextRefId): array;

    public function mayRead(int $userId, int $refId): bool;

    public function mayWrite(int $userId, int $refId): bool;

    public function isSystemAdministrator(int $userId): bool;

    /** @return array<int, string> user id => ADMIN, TUTOR or MEMBER; the highest of each person */
    public function participants(int $contextRefId): array;

    /**
     * @param list<int> $userIds
     * @return array<int, array{given: string, family: string}> those that there are
     */
    public function names(array $userIds): array;

    /** Learning progress of that person has changed; a mark and a comment come with a grade. */
    public function progressed(int $objId, int $userId, ?string $mark, ?string $comment): void;
}
