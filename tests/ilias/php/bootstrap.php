<?php

// For PHPUnit and for the stand-in of ILIAS: the plugin's classes, those of the tests, and a php-jwt.
declare(strict_types=1);

require_once __DIR__ . '/../../../plugins/ilias/KIBridge/src/autoload.php';

// The library itself where there is one (KIBRIDGE_PHP_JWT=its folder), else a stand-in with the same interface.
$library = getenv('KIBRIDGE_PHP_JWT');
spl_autoload_register(static function (string $class) use ($library): void {
    if (strncmp($class, 'Firebase\\JWT\\', 13) === 0 && $library) {
        require_once "$library/src/" . substr($class, 13) . '.php';
    } elseif (strncmp($class, 'Firebase\\JWT\\', 13) === 0) {
        require_once __DIR__ . '/firebase.php';
    } elseif (strncmp($class, 'Kibridge\\Ilias\\Tests\\', 21) === 0) {
        require_once __DIR__ . '/' . substr($class, 21) . '.php';
    }
});
