<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Port\Clock;

/** Starts at the machine's time, because php-jwt looks there as well; tests move it. */
final class FixedClock implements Clock
{
    public int $now;

    public function __construct()
    {
        $this->now = time();
    }

    public function now(): int
    {
        return $this->now;
    }
}
