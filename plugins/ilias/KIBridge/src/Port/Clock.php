<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

interface Clock
{
    /** Seconds since the epoch. */
    public function now(): int;
}
