<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use PHPUnit\Framework\TestCase;

/** The classes that ILIAS knows by name, with stand-ins of ILIAS's own; each version in a process of its own. */
final class ShellsTest extends TestCase
{
    /**
     * @testWith ["8"]
     *           ["11"]
     */
    public function testTheyDoWhatIliasExpects(string $major): void
    {
        exec("KIBRIDGE_ILIAS=$major " . escapeshellarg(PHP_BINARY) . ' -d display_errors=stderr ' . escapeshellarg(__DIR__ . '/../php/shells.php') . ' 2>&1', $lines, $code);
        $this->assertSame(['ok', 0], [implode("\n", $lines), $code]);
    }
}
