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
 * The checks' verdicts, from what a bridge answers.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\checks
 * @covers     \local_kibridge\tool
 */
final class checks_test extends \advanced_testcase {
    /** @var int Unix time of the test */
    private const NOW = 1800000000;

    #[\Override]
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $this->resetAfterTest();
        $this->setAdminUser();
    }

    /**
     * Without the tool there is nothing to check.
     */
    public function test_a_deleted_tool(): void {
        set_config('typeid', 4711, 'local_kibridge');
        $this->assertSame(['tool' => checks::ERROR], $this->verdicts([]));
    }

    /**
     * Everything as it should be.
     */
    public function test_all_is_well(): void {
        $this->connect();
        $verdicts = $this->verdicts($this->answers());
        foreach (['settings', 'blocked', 'reachable', 'ready', 'clock', 'keys', 'known'] as $name) {
            $this->assertSame(checks::OK, $verdicts[$name], $name);
        }
    }

    /**
     * What each answer of a bridge means.
     *
     * @return array[]
     */
    public static function troubles(): array {
        $late = ['date' => gmdate('D, d M Y H:i:s', self::NOW - 90) . ' GMT'];
        $early = ['date' => gmdate('D, d M Y H:i:s', self::NOW + 10) . ' GMT'];
        $elsewhere = ['location' => 'https://evil.test/'];
        return [
            'no answer' => ['/readyz', new bridge_answer(0, [], '', 'refused'), 'reachable', checks::ERROR],
            'its database is down' => ['/readyz', new bridge_answer(503, [], '', ''), 'ready', checks::ERROR],
            'its clock is far off' => ['/readyz', new bridge_answer(200, $late, 'ready', ''), 'clock', checks::ERROR],
            'its clock is off' => ['/readyz', new bridge_answer(200, $early, 'ready', ''), 'clock', checks::WARNING],
            'keys that are none' => ['/lti/jwks.json', new bridge_answer(200, [], '{"keys":[]}', ''), 'keys', checks::ERROR],
            'keys that are a page' => ['/lti/jwks.json', new bridge_answer(200, [], '<html>', ''), 'keys', checks::ERROR],
            'a stranger' => ['/lti/login', new bridge_answer(403, [], '<p>Not registered</p>', ''), 'known', checks::ERROR],
            'a redirect elsewhere' => ['/lti/login', new bridge_answer(302, $elsewhere, '', ''), 'known', checks::ERROR],
        ];
    }

    /**
     * Each trouble is told by its own line.
     *
     * @dataProvider troubles
     * @param string $path
     * @param bridge_answer $answer
     * @param string $check
     * @param string $verdict
     */
    public function test_trouble(string $path, bridge_answer $answer, string $check, string $verdict): void {
        $this->connect();
        $this->assertSame($verdict, $this->verdicts([$path => $answer] + $this->answers())[$check]);
    }

    /**
     * Wrong settings are seen, and set right.
     */
    public function test_settings_are_set_right(): void {
        $this->connect();
        $type = lti_get_type(tool::id());
        $type->state = LTI_TOOL_STATE_PENDING;
        lti_update_type($type, (object) ['lti_sendname' => LTI_SETTING_ALWAYS]);
        $this->assertSame(['state', 'privacy'], tool::deviations());
        tool::adopt(tool::id());
        $this->assertSame([], tool::deviations());
    }

    /**
     * A tool as a bridge registers it, taken into use.
     */
    private function connect(): void {
        $type = (object) ['state' => LTI_TOOL_STATE_PENDING];
        $id = lti_add_type($type, (object) [
            'lti_typename' => 'AI tutor',
            'lti_toolurl' => 'https://tutor.example.org/lti/launch',
            'lti_ltiversion' => LTI_VERSION_1P3,
            'lti_clientid' => 'client1',
            'lti_keytype' => 'JWK_KEYSET',
            'lti_publickeyset' => 'https://tutor.example.org/lti/jwks.json',
            'lti_initiatelogin' => 'https://tutor.example.org/lti/login',
            'lti_redirectionuris' => 'https://tutor.example.org/lti/launch',
        ]);
        tool::adopt($id);
    }

    /**
     * The answers of a healthy bridge, by path.
     *
     * @return bridge_answer[]
     */
    private function answers(): array {
        global $CFG;
        return [
            '/readyz' => new bridge_answer(200, ['date' => gmdate('D, d M Y H:i:s', self::NOW) . ' GMT'], 'ready', ''),
            '/lti/jwks.json' => new bridge_answer(200, [], '{"keys":[{"kid":"1","kty":"RSA","alg":"RS256"}]}', ''),
            '/lti/login' => new bridge_answer(302, ['location' => $CFG->wwwroot . '/mod/lti/auth.php?scope=openid'], '', ''),
        ];
    }

    /**
     * Runs the checks against these answers.
     *
     * @param bridge_answer[] $answers by path
     * @return string[] statuses by name
     */
    private function verdicts(array $answers): array {
        $bridge = $this->createMock(bridge::class);
        $bridge->method('is_blocked')->willReturn(false);
        $bridge->method('get')->willReturnCallback(fn(string $url) => $answers[parse_url($url, PHP_URL_PATH)]);
        return array_column((new checks($bridge, self::NOW))->run(), 'status', 'name');
    }
}
