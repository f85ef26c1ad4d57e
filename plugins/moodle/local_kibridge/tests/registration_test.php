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

namespace local_kibridge;


/**
 * Which addresses are invites.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\registration
 */
final class registration_test extends \basic_testcase {
    /**
     * Addresses, and whether they are invites.
     *
     * @return array[]
     */
    public static function addresses(): array {
        $token = str_repeat('aB-_0', 8);
        return [
            'as the bridge prints it' => ["https://tutor.example.org/lti/register/$token?by=link", true],
            'below a path' => ["https://example.org/tutor/lti/register/$token", true],
            'by http, for a test machine' => ["http://localhost:8080/lti/register/$token?by=link", true],
            'another page' => ['https://tutor.example.org/lti/config', false],
            'without a token' => ['https://tutor.example.org/lti/register/', false],
            'another scheme' => ["javascript:alert(1)//lti/register/$token", false],
            'a file' => ["file:///lti/register/$token", false],
            'with a fragment' => ["https://tutor.example.org/lti/register/$token#x", false],
            'with markup' => ["https://tutor.example.org/lti/register/$token?\"><script>", false],
            'nothing' => ['', false],
        ];
    }

    /**
     * Nothing but an invite is opened.
     *
     * @dataProvider addresses
     * @param string $address
     * @param bool $is
     */
    public function test_is_invite(string $address, bool $is): void {
        $this->assertSame($is, registration::is_invite($address));
    }
}
