<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Place;

/**
 * A small ILIAS: what is in it comes from one JSON document.
 *
 *     users       { "11": { "given": "…", "family": "…", "root": true } }
 *     nodes       { "70": { "type": "crs", "title": "…", "parent": 1 }, "80": { "type": "xkib", "obj": 180, … } }
 *     people      { "70": { "11": "admin" } }     by course or group
 *     editors     { "80": [ 12 ] }                who may edit it besides the course's administrators
 */
final class World implements Campus
{
    /** @var list<array{obj: int, user: int, mark: ?string, comment: ?string}> */
    public array $progress = [];

    /** @param array<string, mixed> $data */
    public function __construct(public array $data, private Activities $activities, private Clock $clock, private ?string $journal = null)
    {
    }

    public function place(int $refId): ?Place
    {
        $node = $this->data['nodes'][$refId] ?? null;
        if ($node === null || $node['type'] !== 'xkib') {
            return null;
        }
        $context = $this->contextOf($refId);
        return new Place(
            $refId,
            $node['obj'],
            $node['title'],
            $node['description'] ?? '',
            $context,
            (string) $this->containerType($context),
            $context ? $this->containerTitle($context) : ''
        );
    }

    private function contextOf(int $refId): int
    {
        $group = 0;
        for ($at = $refId; isset($this->data['nodes'][$at]); $at = $this->data['nodes'][$at]['parent']) {
            if ($this->data['nodes'][$at]['type'] === 'crs') {
                return $at;
            }
            $group = $group ?: ($this->data['nodes'][$at]['type'] === 'grp' ? $at : 0);
        }
        return $group;
    }

    public function containerType(int $refId): ?string
    {
        $type = $this->data['nodes'][$refId]['type'] ?? null;
        return in_array($type, ['crs', 'grp'], true) ? $type : null;
    }

    public function containerTitle(int $refId): string
    {
        return $this->data['nodes'][$refId]['title'];
    }

    public function placesIn(int $contextRefId): array
    {
        $all = array_keys($this->data['nodes']);
        return array_values(array_filter($all, fn (int $ref): bool => $this->place($ref)?->contextRefId === $contextRefId));
    }

    public function mayRead(int $userId, int $refId): bool
    {
        $place = $this->place($refId);
        if ($place === null || !isset($this->data['users'][$userId])) {
            return false;
        }
        $open = $this->activities->find($place->objId)?->isOpen($this->clock->now()) ?? false;
        return $this->mayWrite($userId, $refId) || ($open && isset($this->participants($place->contextRefId)[$userId]));
    }

    public function mayWrite(int $userId, int $refId): bool
    {
        return $this->isSystemAdministrator($userId)
            || in_array($userId, $this->data['editors'][$refId] ?? [], true)
            || ($this->data['people'][$this->contextOf($refId)][$userId] ?? '') === self::ADMIN;
    }

    public function isSystemAdministrator(int $userId): bool
    {
        return $this->data['users'][$userId]['root'] ?? false;
    }

    public function participants(int $contextRefId): array
    {
        $people = $this->data['people'][$contextRefId] ?? [];
        ksort($people);
        return $people;
    }

    public function names(array $userIds): array
    {
        return array_intersect_key($this->data['users'], array_flip($userIds));
    }

    public function progressed(int $objId, int $userId, ?string $mark, ?string $comment): void
    {
        $this->progress[] = ['obj' => $objId, 'user' => $userId, 'mark' => $mark, 'comment' => $comment];
        if ($this->journal !== null) {
            file_put_contents($this->journal, json_encode(end($this->progress)) . "\n", FILE_APPEND);
        }
    }
}
