<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Clock;

final class SystemClock implements Clock
{
    public function now(): int
    {
        return time();
    }
}
