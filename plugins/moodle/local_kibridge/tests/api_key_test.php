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

use core\di;
use Firebase\JWT\{JWK, JWT};
use mod_lti\local\ltiopenid\jwks_helper;


/**
 * The key of Moodle's AI functions: fetched in the site's own name, kept encrypted, renewed, given back.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\api_key
 * @covers     \local_kibridge\statement
 * @covers     \local_kibridge\task\renew_api_key
 */
final class api_key_test extends \advanced_testcase {
    /** @var string[] what the bridge was asked: "VERB replaces" */
    private array $asked = [];
    /** @var string[] ids of the statements it has seen */
    private array $spent = [];
    /** @var int what it answers to a request for a key */
    private int $status = 201;
    /** @var bridge */
    private bridge $bridge;

    #[\Override]
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $this->resetAfterTest();
        $this->setAdminUser();
        $this->bridge = $this->createMock(bridge::class);
        $this->bridge->method('post_as')->willReturnCallback($this->fetched(...));
        $this->bridge->method('delete_as')->willReturnCallback(function (string $url, string $token): bridge_answer {
            parse_str(parse_url($url, PHP_URL_QUERY), $query);
            $this->believe(strtok($url, '?'), $token, $query);
            $this->asked[] = 'DELETE';
            return new bridge_answer(204, [], '', '');
        });
        di::set(bridge::class, $this->bridge);
        tool::adopt(lti_add_type((object) ['state' => LTI_TOOL_STATE_PENDING], (object) [
            'lti_typename' => 'AI tutor',
            'lti_toolurl' => 'https://tutor.example.org/lti/launch',
            'lti_ltiversion' => LTI_VERSION_1P3,
            'lti_clientid' => 'client1',
            'lti_keytype' => 'JWK_KEYSET',
            'lti_publickeyset' => 'https://tutor.example.org/lti/jwks.json',
            'lti_initiatelogin' => 'https://tutor.example.org/lti/login',
            'lti_redirectionuris' => 'https://tutor.example.org/lti/launch',
        ]));
    }

    /**
     * The bridge's side: a key for whom it believes.
     *
     * @param string $url
     * @param string $token
     * @param string[] $fields
     * @return bridge_answer
     */
    private function fetched(string $url, string $token, array $fields): bridge_answer {
        $this->believe($url, $token, $fields);
        $this->asked[] = trim('POST ' . ($fields['replaces'] ?? ''));
        $number = count($this->asked);
        $body = $this->status === 201 ? ['id' => "k$number", 'secret' => "kb-secret$number"] : ['detail' => 'It was revoked.'];
        return new bridge_answer($this->status, [], json_encode($body), '');
    }

    /**
     * It believes only what this site signed for this tool, for this one request.
     *
     * @param string $url
     * @param string $token
     * @param string[] $fields
     */
    private function believe(string $url, string $token, array $fields): void {
        global $CFG;
        $claims = JWT::decode($token, JWK::parseKeySet(jwks_helper::get_jwks(), 'RS256'));
        $this->assertSame('https://tutor.example.org/lti/key', $url);
        $this->assertSame([$CFG->wwwroot, 'client1'], [$fields['iss'], $fields['client_id']]);
        $this->assertSame([$CFG->wwwroot, 'client1'], [$claims->iss, $claims->sub]);
        $this->assertSame('https://tutor.example.org', $claims->aud);
        $this->assertLessThanOrEqual(600, $claims->exp - $claims->iat);
        $this->assertNotContains($claims->jti, $this->spent);
        $this->spent[] = $claims->jti;
    }

    /**
     * What is stored is not the key, and what is read is.
     */
    public function test_it_is_kept_encrypted(): void {
        global $DB;
        $events = $this->redirectEvents();
        $this->assertFalse(api_key::exists());
        $this->assertSame('', api_key::secret());
        (new api_key($this->bridge))->fetch();
        $this->assertTrue(api_key::exists());
        $this->assertSame('kb-secret1', api_key::secret());
        $this->assertSame('https://tutor.example.org', api_key::base_url());
        $stored = $DB->get_records_menu('config_plugins', ['plugin' => 'local_kibridge'], '', 'name, value');
        $this->assertStringNotContainsString('kb-secret1', implode(' ', $stored));
        $logged = array_filter($events->get_events(), fn($event): bool => $event instanceof event\api_key_fetched);
        $this->assertCount(1, $logged);
        $this->assertStringNotContainsString('kb-secret1', json_encode(array_map(fn($event) => $event->get_data(), $logged)));
    }

    /**
     * A key that this server cannot read is none, and is fetched anew.
     */
    public function test_a_copied_database(): void {
        set_config('apikey', 'sodium:foreign', 'local_kibridge');
        $this->assertSame('', api_key::secret());
        $this->assertTrue((new api_key($this->bridge))->renew());
        $this->assertSame('kb-secret1', api_key::secret());
    }

    /**
     * By itself it is fetched once, and again when it is old; the bridge is told which one it is for.
     */
    public function test_it_renews_itself(): void {
        $task = new task\renew_api_key();
        ob_start();
        $task->execute();
        $task->execute();
        set_config('apikeytime', time() - 91 * DAYSECS, 'local_kibridge');
        $task->execute();
        ob_end_clean();
        $this->assertSame(['POST', 'POST k1'], $this->asked);
        $this->assertSame('kb-secret2', api_key::secret());
    }

    /**
     * A key that was revoked at the bridge stays gone until an admin asks; the task fails where admins see it.
     */
    public function test_a_revoked_key_does_not_renew_itself(): void {
        $key = new api_key($this->bridge);
        $key->fetch();
        set_config('apikeytime', time() - 91 * DAYSECS, 'local_kibridge');
        $this->status = 409;
        try {
            $key->renew();
            $this->fail('it was renewed');
        } catch (\moodle_exception $e) {
            $this->assertStringContainsString('HTTP 409 It was revoked.', $e->getMessage());
        }
        $this->assertSame('kb-secret1', api_key::secret());
    }

    /**
     * Given back, it is forgotten here whatever the bridge says, and nothing of it is left.
     */
    public function test_it_is_given_back(): void {
        global $DB;
        $key = new api_key($this->bridge);
        $key->fetch();
        $key->give_back();
        $this->assertSame(['POST', 'DELETE'], $this->asked);
        $this->assertFalse(api_key::exists());
        $left = $DB->get_fieldset('config_plugins', 'name', ['plugin' => 'local_kibridge']);
        $this->assertSame(['typeid'], array_values(array_diff($left, ['version'])));
        $key->give_back();
        $this->assertCount(2, $this->asked);
    }

    /**
     * Without a connection nobody is asked.
     */
    public function test_not_connected(): void {
        tool::disconnect();
        (new task\renew_api_key())->execute();
        $this->assertSame([], $this->asked);
        $this->expectException(\moodle_exception::class);
        (new api_key($this->bridge))->fetch();
    }
}
