<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias\Boot;

/** ILIAS 8 and 9: everything lies below the web server's root. */
final class Boot8 extends Boot
{
    protected function load(): void
    {
        require_once $this->web . '/libs/composer/vendor/autoload.php';
    }
}
