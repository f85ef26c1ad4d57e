<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

namespace aiprovider_kibridge;

/**
 * Both languages say everything, in the same order.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @coversNothing
 */
final class lang_test extends \basic_testcase {
    /**
     * English and German have the same strings with the same placeholders.
     */
    public function test_languages_agree(): void {
        $english = self::strings('en');
        $german = self::strings('de');
        $this->assertSame(array_keys($english), array_keys($german));
        $sorted = array_keys($english);
        sort($sorted, SORT_STRING);
        $this->assertSame($sorted, array_keys($english));
        foreach ($english as $name => $text) {
            $this->assertSame(self::placeholders($text), self::placeholders($german[$name]), $name);
        }
    }

    /**
     * A language file's strings.
     *
     * @param string $language
     * @return string[]
     */
    private static function strings(string $language): array {
        $string = [];
        include(__DIR__ . "/../lang/$language/aiprovider_kibridge.php");
        return $string;
    }

    /**
     * What Moodle fills in.
     *
     * @param string $text
     * @return string[] sorted
     */
    private static function placeholders(string $text): array {
        preg_match_all('/\{\$a[^}]*\}/', $text, $found);
        sort($found[0]);
        return $found[0];
    }
}
