<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Who sits at the browser. */
interface Visitor
{
    /** 0: nobody is logged in, or the session has ended. */
    public function userId(): int;

    public function sessionId(): string;

    /** "de" or "en". */
    public function locale(): string;
}
