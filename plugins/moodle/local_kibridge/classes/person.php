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

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/mod/lti/locallib.php');

/**
 * What the bridge holds on one person of this site: seen or deleted, in this site's own name. For each request the site signs a statement
 * with the keys it signs launches with, so there is no secret to be kept here.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class person {
    /** @var int seconds that a statement is good for */
    private const STATEMENT_S = 120;

    /**
     * One person.
     *
     * @param bridge $bridge
     * @param int $userid the subject of their launches
     */
    public function __construct(
        /** @var bridge */
        private readonly bridge $bridge,
        /** @var int */
        private readonly int $userid,
    ) {
    }

    /**
     * Everything held on them.
     *
     * @return \stdClass as the bridge gives it
     * @throws \moodle_exception it cannot be had, in words
     */
    public function export(): \stdClass {
        $answer = $this->bridge->get_as($this->url(), $this->statement());
        $data = $answer->status === 200 ? json_decode($answer->body) : null;
        if (!$data instanceof \stdClass) {
            throw $this->failure($answer);
        }
        return $data;
    }

    /**
     * Delete it all.
     *
     * @throws \moodle_exception it was not deleted, in words
     */
    public function delete(): void {
        $answer = $this->bridge->delete_as($this->url(), $this->statement());
        if ($answer->status !== 204) {
            throw $this->failure($answer);
        }
    }

    /**
     * The address of this person's data.
     *
     * @return string
     */
    private function url(): string {
        global $CFG;
        return tool::base_url() . '/lti/person?' . http_build_query([
            'iss' => $CFG->wwwroot,
            'client_id' => tool::settings()->lti_clientid,
            'sub' => $this->userid,
        ], '', '&');
    }

    /**
     * That it is this site who asks, now, and once.
     *
     * @return string
     */
    private function statement(): string {
        global $CFG;
        $key = jwks_helper::get_private_key();
        $now = time();
        return JWT::encode([
            'iss' => $CFG->wwwroot,
            'sub' => tool::settings()->lti_clientid,
            'aud' => tool::base_url(),
            'iat' => $now,
            'exp' => $now + self::STATEMENT_S,
            'jti' => bin2hex(random_bytes(16)),
        ], $key['key'], 'RS256', $key['kid']);
    }

    /**
     * Why not, for the person who looks after data requests.
     *
     * @param bridge_answer $answer
     * @return \moodle_exception
     */
    private function failure(bridge_answer $answer): \moodle_exception {
        $problem = json_decode($answer->body);
        $words = $answer->status === 0 ? $answer->error : "HTTP $answer->status " . ($problem->detail ?? '');
        return new \moodle_exception('personfailed', 'local_kibridge', '', trim($words));
    }
}
