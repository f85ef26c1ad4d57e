<?php

// A course with a folder, and the people of seed.php in it: php course.php TREE CLIENT. Prints { course, folder }, by number.
declare(strict_types=1);

require_once __DIR__ . '/installed.php';

function place(ilObject $object, string $title, int $parent): int
{
    $object->setTitle($title);
    $object->create();
    $object->createReference();
    $object->putInTree($parent);
    $object->setPermissions($parent);
    return $object->getRefId();
}

$course = new ilObjCourse();
$courseRef = place($course, 'Logic', ROOT_FOLDER_ID);
$course->setOfflineStatus(false);
$course->update();
$participants = $course->getMembersObject();
foreach (['lecturer' => ilParticipants::IL_CRS_ADMIN, 'dozentin' => ilParticipants::IL_CRS_ADMIN, 'tutor' => ilParticipants::IL_CRS_TUTOR, 'student' => ilParticipants::IL_CRS_MEMBER, 'studentin' => ilParticipants::IL_CRS_MEMBER] as $login => $role) {
    $participants->add(ilObjUser::_lookupId($login), $role);
}
answer(['course' => $courseRef, 'folder' => place(new ilObjFolder(), 'Week 1', $courseRef)]);
