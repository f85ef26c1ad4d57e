<?php

// Begins a script that runs inside a real ILIAS, as its administrator: php SCRIPT TREE CLIENT. Declares $DIC.
declare(strict_types=1);

const FIRST_PASSWORD = 'homer'; // of root, in every new ILIAS
const PASSWORD = 'Ilias-test-1';

[, $tree, $client] = $argv;
chdir($tree);
$library = is_file('libs/composer/vendor/autoload.php') ? 'libs/composer' : 'vendor/composer';
require_once "$tree/$library/vendor/autoload.php";
try {
    $session = new ilCronStartUp($client, 'root', PASSWORD);
    $session->authenticate();
} catch (ilCronException $refused) {
    $session->__construct($client, 'root', FIRST_PASSWORD);
    $session->authenticate();
}

/** @var ILIAS\DI\Container $DIC */
global $DIC;

/** The last thing a script does: its answer, as JSON. */
function answer(mixed $answer): void
{
    fwrite(STDOUT, json_encode($answer, JSON_THROW_ON_ERROR) . "\n");
}
