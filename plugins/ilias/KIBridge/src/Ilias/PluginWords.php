<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Words;

/** The plugin's language files, as ILIAS has read them. */
final class PluginWords implements Words
{
    public function __construct(private \ilPlugin $plugin)
    {
    }

    public function text(string $key, string ...$values): string
    {
        $text = $this->plugin->txt($key);
        return $values === [] ? $text : vsprintf($text, $values);
    }
}
