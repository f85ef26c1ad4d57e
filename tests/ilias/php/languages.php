<?php

// German beside English, as Administration > Languages installs it: php languages.php TREE CLIENT.
declare(strict_types=1);

require_once __DIR__ . '/installed.php';

$german = ilObject::_getIdsForTitle('de', 'lng');
if ($german === []) {
    $language = new ilObjLanguage();
    $language->setTitle('de');
    $language->setDescription('not_installed');
    $language->create();
    $german = [$language->getId()];
}
(new ilObjLanguage((int) reset($german)))->install();
answer(array_keys(ilObject::_getIdsForTitle('de', 'lng')) !== []);
