<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasParts;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Progress;
use Kibridge\Ilias\Parts;
use Kibridge\Ilias\Port\Campus;

/** An AI tutor or AI feedback in the repository. */
class ilObjKIBridge extends ilObjectPlugin implements ilLPStatusPluginInterface
{
    private ?Activity $activity = null;

    protected function initType(): void
    {
        $this->setType(ilKIBridgePlugin::ID);
    }

    public function activity(): Activity
    {
        return $this->activity ??= new Activity($this->getId(), Activity::newLinkId());
    }

    public function setActivity(Activity $activity): void
    {
        $this->activity = $activity;
    }

    protected function doCreate(bool $clone_mode = false): void
    {
        $this->kibridge()->activities()->save($this->activity());
    }

    protected function doRead(): void
    {
        $this->activity = $this->kibridge()->activities()->find($this->getId());
    }

    protected function doUpdate(): void
    {
        $this->kibridge()->activities()->save($this->activity());
    }

    protected function doDelete(): void
    {
        $this->kibridge()->grades()->delete($this->getId());
        $this->kibridge()->activities()->delete($this->getId());
    }

    /** Without types: not every release of ILIAS 8 has them in the class above. */
    protected function doCloneObject($new_obj, $a_target_id, $a_copy_id = null): void
    {
        $new_obj->setActivity($this->activity()->copyTo($new_obj->getId()));
        $new_obj->update();
    }

    public function getLPCompleted(): array
    {
        return $this->people(Progress::COMPLETED);
    }

    public function getLPFailed(): array
    {
        return $this->people(Progress::FAILED);
    }

    public function getLPInProgress(): array
    {
        return $this->people(Progress::IN_PROGRESS);
    }

    public function getLPNotAttempted(): array
    {
        $campus = $this->kibridge()->campus();
        $members = [];
        foreach (ilObject::_getAllReferences($this->getId()) as $refId) {
            $context = $campus->place((int) $refId)->contextRefId ?? 0;
            $members += $context ? $campus->participants($context) : [];
        }
        $begun = array_merge($this->getLPCompleted(), $this->getLPFailed(), $this->getLPInProgress());
        return array_values(array_diff(array_keys($members, Campus::MEMBER, true), $begun));
    }

    public function getLPStatusForUser(int $a_user_id): int
    {
        return Progress::of($this->activity(), $this->kibridge()->grades()->find($this->getId(), $a_user_id));
    }

    public function getPercentageForUser(int $a_user_id): int
    {
        $grade = $this->kibridge()->grades()->find($this->getId(), $a_user_id);
        return $grade === null ? 0 : $grade->percent();
    }

    /** @return list<int> */
    private function people(int $status): array
    {
        return Progress::people($this->activity(), $this->kibridge()->grades()->all($this->getId()), $status);
    }

    private function kibridge(): Parts
    {
        return IliasParts::make();
    }
}
