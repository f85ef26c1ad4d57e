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
use core_privacy\local\request\{approved_contextlist, approved_userlist, userlist, writer};
use core_privacy\tests\provider_testcase;
use Firebase\JWT\{JWK, JWT};
use local_kibridge\privacy\provider;
use mod_lti\local\ltiopenid\jwks_helper;


/**
 * Data requests reach the bridge, for exactly the person they are of.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\privacy\provider
 * @covers     \local_kibridge\person
 */
final class privacy_test extends provider_testcase {
    /** @var string[] what the bridge was asked: "VERB subject" */
    private array $asked = [];
    /** @var int what it answers */
    private int $status = 0;

    #[\Override]
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->dirroot . '/mod/lti/locallib.php');
        $this->resetAfterTest();
        $this->setAdminUser();
        $bridge = $this->createMock(bridge::class);
        $bridge->method('get_as')->willReturnCallback(fn(string $url, string $token) => $this->answer('GET', $url, $token));
        $bridge->method('delete_as')->willReturnCallback(fn(string $url, string $token) => $this->answer('DELETE', $url, $token));
        di::set(bridge::class, $bridge);
    }

    /**
     * A site that is not connected has nothing there.
     */
    public function test_not_connected(): void {
        $user = $this->getDataGenerator()->create_user();
        $this->assertCount(0, provider::get_contexts_for_userid($user->id));
        $userlist = new userlist(\context_user::instance($user->id), 'local_kibridge');
        provider::get_users_in_context($userlist);
        $this->assertCount(0, $userlist);
    }

    /**
     * What the bridge holds becomes part of the export.
     */
    public function test_export(): void {
        $this->connect();
        $this->status = 200;
        $user = $this->getDataGenerator()->create_user();
        $context = \context_user::instance($user->id);
        $this->export_context_data_for_user($user->id, $context, 'local_kibridge');
        $this->assertSame(["GET $user->id"], $this->asked);
        $data = writer::with_context($context)->get_data([get_string('pluginname', 'local_kibridge')]);
        $this->assertSame('p-1', $data->person);
    }

    /**
     * Deleting one's data deletes nobody else's.
     */
    public function test_delete(): void {
        $this->connect();
        $this->status = 204;
        $one = $this->getDataGenerator()->create_user();
        $other = $this->getDataGenerator()->create_user();
        $contexts = [\context_user::instance($one->id)->id, \context_user::instance($other->id)->id];
        provider::delete_data_for_user(new approved_contextlist($one, 'local_kibridge', $contexts));
        $this->assertSame(["DELETE $one->id"], $this->asked);
        $context = \context_user::instance($other->id);
        provider::delete_data_for_users(new approved_userlist($context, 'local_kibridge', [$one->id, $other->id]));
        provider::delete_data_for_all_users_in_context(\context_system::instance());
        $this->assertSame(["DELETE $one->id", "DELETE $other->id"], $this->asked);
        provider::delete_data_for_all_users_in_context($context);
        $this->assertCount(3, $this->asked);
    }

    /**
     * A deletion that did not happen is not passed over.
     */
    public function test_a_bridge_that_does_not_do_it(): void {
        $this->connect();
        $this->status = 503;
        $user = $this->getDataGenerator()->create_user();
        $this->expectException(\moodle_exception::class);
        $this->expectExceptionMessageMatches('/HTTP 503 busy/');
        provider::delete_data_for_user(new approved_contextlist(
            $user,
            'local_kibridge',
            [\context_user::instance($user->id)->id],
        ));
    }

    /**
     * The bridge's side: believes only what this site signed for this tool, and notes whom it is about.
     *
     * @param string $verb
     * @param string $url
     * @param string $token
     * @return bridge_answer
     */
    private function answer(string $verb, string $url, string $token): bridge_answer {
        global $CFG;
        parse_str(parse_url($url, PHP_URL_QUERY), $query);
        $claims = JWT::decode($token, JWK::parseKeySet(jwks_helper::get_jwks(), 'RS256'));
        $this->assertSame('https://tutor.example.org/lti/person', strtok($url, '?'));
        $this->assertSame([$CFG->wwwroot, 'client1'], [$query['iss'], $query['client_id']]);
        $this->assertSame([$CFG->wwwroot, 'client1'], [$claims->iss, $claims->sub]);
        $this->assertSame('https://tutor.example.org', $claims->aud);
        $this->assertLessThanOrEqual(600, $claims->exp - $claims->iat);
        $this->assertNotEmpty($claims->jti);
        $this->asked[] = "$verb {$query['sub']}";
        return new bridge_answer($this->status, [], $this->status === 503 ? '{"detail":"busy"}' : '{"person":"p-1"}', '');
    }

    /**
     * A tool as a bridge registers it, taken into use.
     */
    private function connect(): void {
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
}
