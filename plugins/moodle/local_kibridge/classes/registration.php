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

use Firebase\JWT\JWT;
use mod_lti\local\ltiopenid\jwks_helper;
use mod_lti\local\ltiopenid\registration_helper;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/mod/lti/locallib.php');

/**
 * LTI dynamic registration without a browser in between: we open the invite as mod_lti would, and while we wait, the bridge
 * fetches this site's configuration and registers itself here.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class registration {
    /** @var int seconds; the bridge asks this site twice meanwhile */
    private const TIMEOUT_S = 40;

    /**
     * Registers with an invite.
     *
     * @param bridge $bridge
     */
    public function __construct(
        /** @var bridge */
        private readonly bridge $bridge,
    ) {
    }

    /**
     * Whether this looks like an invite of a bridge.
     *
     * @param string $invite
     * @return bool
     */
    public static function is_invite(string $invite): bool {
        return clean_param($invite, PARAM_URL) === $invite
            && preg_match('~^https?://[^/?#]+/([^?#]*/)?lti/register/[A-Za-z0-9_-]{16,}(\?[^#]*)?$~', $invite);
    }

    /**
     * Follows the invite and takes the tool that registers into use.
     *
     * @param string $invite
     * @throws \moodle_exception in words for the admin
     */
    public function run(string $invite): void {
        global $DB;
        if ($this->bridge->is_blocked($invite)) {
            throw new \moodle_exception('registerblocked', 'local_kibridge');
        }
        $clientid = registration_helper::get()->new_clientid();
        $url = new \moodle_url($invite);
        $url->param('openid_configuration', (new \moodle_url('/mod/lti/openid-configuration.php'))->out(false));
        $url->param('registration_token', $this->token($clientid));

        $answer = $this->bridge->get($url->out(false), self::TIMEOUT_S);
        if ($answer->status === 0) {
            throw new \moodle_exception('registernoanswer', 'local_kibridge', '', $answer->error);
        }
        $id = $DB->get_field('lti_types', 'id', ['clientid' => $clientid]);
        if ($answer->status !== 200 || !$id) {
            $this->withdraw($id);
            throw new \moodle_exception('registerrefused', 'local_kibridge', '', (object) [
                'status' => $answer->status,
                'text' => $answer->text(),
            ]);
        }
        tool::adopt($id);
        event\bridge_connected::create(['context' => \context_system::instance(), 'objectid' => $id])->trigger();
    }

    /**
     * The one-time right to register under this client id, as mod_lti checks it.
     *
     * @param string $clientid
     * @return string
     */
    private function token(string $clientid): string {
        $key = jwks_helper::get_private_key();
        $claims = [
            'sub' => $clientid,
            'scope' => registration_helper::REG_TOKEN_OP_NEW_REG,
            'iat' => time(),
            'exp' => time() + HOURSECS,
        ];
        return JWT::encode($claims, $key['key'], 'RS256', $key['kid']);
    }

    /**
     * A tool whose registration failed half-way is of no use to anybody.
     *
     * @param int|false $id
     */
    private function withdraw($id): void {
        if ($id) {
            lti_delete_type($id);
        }
    }
}
