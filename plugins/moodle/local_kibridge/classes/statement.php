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

/**
 * That it is this site who asks the bridge, now, and once: signed with the keys that it signs launches with. So there is no secret
 * that somebody would have to paste or keep.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class statement {
    /** @var int seconds that a statement is good for */
    private const LIFE_S = 120;

    /**
     * A statement for one request.
     *
     * @return string a JWT
     */
    public static function sign(): string {
        $key = jwks_helper::get_private_key();
        $now = time();
        return JWT::encode([
            ...self::speaker(),
            'aud' => tool::base_url(),
            'iat' => $now,
            'exp' => $now + self::LIFE_S,
            'jti' => bin2hex(random_bytes(16)),
        ], $key['key'], 'RS256', $key['kid']);
    }

    /**
     * What a request names this site by, beside the statement.
     *
     * @return string[] parameters
     */
    public static function parameters(): array {
        ['iss' => $issuer, 'sub' => $client] = self::speaker();
        return ['iss' => $issuer, 'client_id' => $client];
    }

    /**
     * This site, as it registered.
     *
     * @return string[] claims
     */
    private static function speaker(): array {
        global $CFG;
        return ['iss' => $CFG->wwwroot, 'sub' => tool::settings()->lti_clientid];
    }
}
