<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** Something did not work, in words for the administrator: a key of lang/ and what was seen. */
final class Refused extends \RuntimeException
{
    public function __construct(public string $key, public string $detail = '')
    {
        parent::__construct($key . ' ' . $detail);
    }
}
