<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias\Boot;

/** ILIAS 11: components are put together first; an entry point initialises what plugins know. */
final class Boot11 extends Boot
{
    protected function load(): void
    {
        require_once dirname($this->web) . '/vendor/composer/vendor/autoload.php';
        require_once dirname($this->web) . '/artifacts/bootstrap_default.php';
    }

    protected function initialise(): void
    {
        entry_point('ILIAS Legacy Initialisation Adapter');
    }
}
