<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasDatabase;
use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Grades;
use Kibridge\Ilias\Object\Progress;

require_once __DIR__ . '/../src/autoload.php';

/** Who sees it and may open it now, and when it is a condition for something else. */
class ilObjKIBridgeAccess extends ilObjectPluginAccess implements ilConditionHandling
{
    public function _checkAccess(string $cmd, string $permission, int $ref_id, int $obj_id, ?int $user_id = null): bool
    {
        global $DIC;
        if (!in_array($permission, ['visible', 'read'], true) || self::isFor($permission, $obj_id)) {
            return true;
        }
        return $DIC->access()->checkAccessOfUser($user_id ?: $DIC->user()->getId(), 'write', '', $ref_id);
    }

    /** Offline nobody but its lecturers sees it; out of its time it is there, and says so. */
    private static function isFor(string $permission, int $objId): bool
    {
        return $permission === 'visible' ? self::activity($objId)?->online === true : self::isOpen($objId);
    }

    public static function isOpen(int $objId): bool
    {
        $activity = self::activity($objId);
        return $activity !== null && $activity->isOpen(time());
    }

    public static function activity(int $objId): ?Activity
    {
        global $DIC;
        return (new Activities(new IliasDatabase($DIC->database())))->find($objId);
    }

    public static function getConditionOperators(): array
    {
        return [ilConditionHandler::OPERATOR_PASSED, ilConditionHandler::OPERATOR_FAILED];
    }

    public static function checkCondition(int $a_trigger_obj_id, string $a_operator, string $a_value, int $a_usr_id): bool
    {
        global $DIC;
        $activity = self::activity($a_trigger_obj_id);
        if ($activity === null) {
            return false;
        }
        $status = Progress::of($activity, (new Grades(new IliasDatabase($DIC->database())))->find($a_trigger_obj_id, $a_usr_id));
        return $status === ($a_operator === ilConditionHandler::OPERATOR_FAILED ? Progress::FAILED : Progress::COMPLETED);
    }
}
