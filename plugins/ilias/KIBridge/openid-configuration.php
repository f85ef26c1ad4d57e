<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

require_once __DIR__ . '/src/autoload.php';

Kibridge\Ilias\Ilias\Endpoint::run('openid-configuration', (string) $_SERVER['SCRIPT_FILENAME']);
