<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** A launch that was begun here: by whom, and of which object. */
final class Hint
{
    public function __construct(public int $userId, public int $refId)
    {
    }
}
