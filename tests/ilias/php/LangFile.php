<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Port\Words;

/** The plugin's language files, read as ILIAS reads them. */
final class LangFile implements Words
{
    /** @var array<string, string> */
    public array $texts = [];

    public function __construct(string $lang)
    {
        $content = (string) file_get_contents(__DIR__ . "/../../../plugins/ilias/KIBridge/lang/ilias_$lang.lang");
        foreach (explode("\n", explode('<!-- language file start -->', $content)[1]) as $line) {
            $parts = explode('#:#', trim($line), 2);
            if (count($parts) === 2) {
                $this->texts[$parts[0]] = $parts[1];
            }
        }
    }

    public function text(string $key, string ...$values): string
    {
        // A missing one looks in ILIAS as it does here.
        $text = $this->texts[$key] ?? "-$key-";
        return $values === [] ? $text : vsprintf($text, $values);
    }
}
