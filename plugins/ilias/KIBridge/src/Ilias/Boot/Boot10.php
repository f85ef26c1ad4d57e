<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias\Boot;

/** ILIAS 10: the web server's root is public/, libraries lie beside it. */
final class Boot10 extends Boot
{
    protected function load(): void
    {
        require_once dirname($this->web) . '/vendor/composer/vendor/autoload.php';
    }
}
