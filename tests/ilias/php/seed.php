<?php

// People, and what an administrator sets once (step 6 of the plugin's README): php seed.php TREE CLIENT.
// Prints { people: { NAME: { id, login, password } } }.
declare(strict_types=1);

require_once __DIR__ . '/installed.php';

const OBJECT = 'xkib';
const STAFF = ['visible', 'read', 'write', 'delete', 'copy', 'edit_permission', 'read_learning_progress', 'edit_learning_progress'];

$admin = $DIC->rbac()->admin();
$review = $DIC->rbac()->review();

// ---- rights: in the templates, so that each new course has them ----
foreach (['il_crs_admin' => STAFF, 'il_crs_tutor' => ['visible', 'read'], 'il_crs_member' => ['visible', 'read']] as $template => $rights) {
    $role = (int) array_values(ilObject::_getIdsForTitle($template, 'rolt'))[0];
    $granted = static fn (array $names): array => array_map('intval', ilRbacReview::_getOperationIdsByName($names));
    $admin->setRolePermission($role, OBJECT, $granted($rights), ROLE_FOLDER_ID);
    if ($template === 'il_crs_admin') {
        foreach (['crs', 'fold', 'grp'] as $container) {
            $has = array_map('intval', $review->getOperationsOfRole($role, $container, ROLE_FOLDER_ID));
            $admin->setRolePermission($role, $container, array_unique([...$has, ...$granted(['create_' . OBJECT])]), ROLE_FOLDER_ID);
        }
    }
}
$tracking = new ilObjUserTracking();
$tracking->enableLearningProgress(true);
$tracking->enableUserRelatedData(true); // what Administration calls "Anonymized" is off
$tracking->updateSettings();
$DIC->settings()->set('ps_password_change_on_first_login_enabled', '0');

// ---- people ----
$people = [];
foreach (['lecturer' => ['Lena', 'Lehrt', 'en'], 'tutor' => ['Tom', 'Tutor', 'en'], 'student' => ['Mia', 'Sommer', 'en'], 'studentin' => ['Jana', 'Winter', 'de'], 'dozentin' => ['Dora', 'Doziert', 'de']] as $login => [$given, $family, $language]) {
    $person = new ilObjUser();
    $person->setLogin($login);
    $person->setFirstname($given);
    $person->setLastname($family);
    $person->setGender('n'); // else ILIAS asks for it first
    $person->setEmail("$login@example.invalid");
    $person->setPasswd(PASSWORD, ilObjUser::PASSWD_PLAIN);
    $person->setActive(true);
    $person->setTimeLimitUnlimited(true);
    $person->setLanguage($language);
    $person->setTitle($person->getFullname());
    $person->create();
    $person->setProfileIncomplete(false);
    $person->saveAsNew();
    $person->setPref('language', $language);
    $person->writePrefs();
    $review->isAssigned($person->getId(), 4) || $admin->assignUser(4, $person->getId()); // the global role User
    $people[$login] = ['id' => $person->getId(), 'login' => $login, 'password' => PASSWORD];
}
$root = new ilObjUser(SYSTEM_USER_ID);
$root->resetPassword(PASSWORD, PASSWORD);
$root->setLastPasswordChangeToNow();
$people['admin'] = ['id' => SYSTEM_USER_ID, 'login' => 'root', 'password' => PASSWORD];

answer(['people' => $people]);
