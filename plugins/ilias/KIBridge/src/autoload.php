<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.
// ILIAS finds these classes by its own map once it was rebuilt; this works before that, too.
spl_autoload_register(static function (string $class): void {
    $prefix = 'Kibridge\\Ilias\\';
    if (strncmp($class, $prefix, strlen($prefix)) === 0) {
        $file = __DIR__ . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (is_file($file)) {
            require_once $file;
        }
    }
});
