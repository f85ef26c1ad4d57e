<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Texts in the language of the person, from lang/. */
interface Words
{
    public function text(string $key, string ...$values): string;
}
