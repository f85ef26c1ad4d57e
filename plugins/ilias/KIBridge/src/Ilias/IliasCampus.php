<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Campus;
use Kibridge\Ilias\Port\Place;

/** Objects, courses, people and rights of this ILIAS. */
final class IliasCampus implements Campus
{
    private const TYPE = 'xkib';

    public function __construct(private \ILIAS\DI\Container $dic)
    {
    }

    public function place(int $refId): ?Place
    {
        if (!\ilObject::_exists($refId, true) || \ilObject::_lookupType($refId, true) !== self::TYPE || $this->dic->repositoryTree()->isDeleted($refId)) {
            return null;
        }
        $objId = \ilObject::_lookupObjId($refId);
        $contextRefId = $this->contextOf($refId);
        return new Place(
            $refId,
            $objId,
            \ilObject::_lookupTitle($objId),
            \ilObject::_lookupDescription($objId),
            $contextRefId,
            $contextRefId ? (string) $this->containerType($contextRefId) : '',
            $contextRefId ? $this->containerTitle($contextRefId) : ''
        );
    }

    /** The nearest course around it; a group counts where there is no course. */
    private function contextOf(int $refId): int
    {
        $group = 0;
        foreach (array_reverse($this->dic->repositoryTree()->getPathFull($refId)) as $node) {
            if ($node['type'] === 'crs') {
                return (int) $node['child'];
            }
            if ($node['type'] === 'grp' && $group === 0) {
                $group = (int) $node['child'];
            }
        }
        return $group;
    }

    public function containerType(int $refId): ?string
    {
        if (!\ilObject::_exists($refId, true) || $this->dic->repositoryTree()->isDeleted($refId)) {
            return null;
        }
        $type = \ilObject::_lookupType($refId, true);
        return in_array($type, ['crs', 'grp'], true) ? $type : null;
    }

    public function containerTitle(int $refId): string
    {
        return \ilObject::_lookupTitle(\ilObject::_lookupObjId($refId));
    }

    public function placesIn(int $contextRefId): array
    {
        $tree = $this->dic->repositoryTree();
        return array_map('intval', $tree->getSubTree($tree->getNodeData($contextRefId), false, [self::TYPE]));
    }

    public function mayRead(int $userId, int $refId): bool
    {
        return $this->dic->access()->checkAccessOfUser($userId, 'read', '', $refId);
    }

    public function mayWrite(int $userId, int $refId): bool
    {
        return $this->dic->access()->checkAccessOfUser($userId, 'write', '', $refId);
    }

    public function isSystemAdministrator(int $userId): bool
    {
        return $this->dic->rbac()->review()->isAssigned($userId, (int) SYSTEM_ROLE_ID);
    }

    public function participants(int $contextRefId): array
    {
        $list = \ilParticipants::getInstance($contextRefId);
        $people = [];
        foreach ([self::MEMBER => $list->getMembers(), self::TUTOR => $list->getTutors(), self::ADMIN => $list->getAdmins()] as $role => $ids) {
            foreach ($ids as $id) {
                if (!$list->isBlocked((int) $id)) {
                    $people[(int) $id] = $role; // the higher role comes later
                }
            }
        }
        ksort($people);
        return $people;
    }

    public function names(array $userIds): array
    {
        $names = [];
        foreach ($userIds as $id) {
            $name = \ilObjUser::_lookupName($id);
            $names[$id] = ['given' => (string) ($name['firstname'] ?? ''), 'family' => (string) ($name['lastname'] ?? '')];
        }
        return $names;
    }

    public function progressed(int $objId, int $userId, ?string $mark, ?string $comment): void
    {
        if ($mark !== null) {
            $marks = new \ilLPMarks($objId, $userId);
            $marks->setMark($mark);
            $marks->setComment((string) $comment);
            $marks->update();
        }
        \ilLPStatusWrapper::_updateStatus($objId, $userId);
    }
}
