<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** One point of the connection: well, or what to do. Words are check_NAME and check_NAME_fix of lang/. */
final class Check
{
    public const OK = 'ok';
    public const WARNING = 'warning';
    public const ERROR = 'error';

    public function __construct(public string $name, public string $status, public string $detail = '')
    {
    }
}
