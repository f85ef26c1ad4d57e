<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Tests\LangFile;
use PHPUnit\Framework\TestCase;

/** Every text in both languages, and every text that the code asks for. */
final class LangTest extends TestCase
{
    private const PLUGIN = __DIR__ . '/../../../plugins/ilias/KIBridge';

    public function testBothLanguagesHaveTheSameTextsInTheSameOrder(): void
    {
        $english = new LangFile('en');
        $german = new LangFile('de');
        $this->assertSame(array_keys($english->texts), array_keys($german->texts));
        foreach ($english->texts as $key => $text) {
            $this->assertNotSame('', $text, $key);
            $this->assertNotSame('', $german->texts[$key], $key);
            $this->assertSame(substr_count($text, '%s'), substr_count($german->texts[$key], '%s'), $key);
            $this->assertDoesNotMatchRegularExpression('~\b(du|dein|deine|dir)\b~i', $german->texts[$key]);
        }
    }

    public function testWhatIliasAsksForIsThere(): void
    {
        $texts = (new LangFile('en'))->texts;
        foreach (['obj_xkib', 'objs_xkib', 'obj_xkib_duplicate', 'objs_xkib_duplicate', 'xkib_add', 'xkib_new'] as $key) {
            $this->assertArrayHasKey($key, $texts);
        }
        foreach (['visible', 'read', 'write', 'delete', 'copy', 'edit_permission', 'read_learning_progress', 'edit_learning_progress'] as $operation) {
            $this->assertArrayHasKey("xkib_$operation", $texts);
        }
        foreach (['root', 'cat', 'crs', 'grp', 'fold'] as $parent) {
            $this->assertArrayHasKey("{$parent}_create_xkib", $texts);
        }
    }

    public function testWhatTheCodeAsksForIsThereAndNothingElse(): void
    {
        $texts = (new LangFile('en'))->texts;
        $code = '';
        $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(self::PLUGIN, \FilesystemIterator::SKIP_DOTS));
        foreach ($files as $file) {
            $code .= $file->getExtension() === 'php' ? (string) file_get_contents((string) $file) : '';
        }
        preg_match_all('~(?:(?<!lng)(?<!language\(\))->txt|->text|->refuse)\((?:\d+, )?\'([a-z_]+)\'~', $code, $asked);
        preg_match_all('~new Refused\(\'([a-z_]+)\'~', $code, $refused);
        preg_match_all('~->note\(\'([a-z]+)\'~', $code, $checks);
        $wanted = array_merge($asked[1], $refused[1]);
        foreach (array_merge($checks[1], ['connected']) as $check) {
            array_push($wanted, "check_$check", "check_{$check}_fix");
        }
        $this->assertSame([], array_values(array_diff(array_unique($wanted), array_keys($texts))));
        $built = '~^(objs?_|xkib_|kind_(tutor|feedback)|[a-z]+_create_|check_(ok|warning|error)$)~';
        $unused = array_filter(array_diff(array_keys($texts), $wanted), static fn (string $key): bool => !preg_match($built, $key) && strpos($code, "'$key'") === false);
        $this->assertSame([], array_values($unused));
    }
}
