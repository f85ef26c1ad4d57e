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

use aiprovider_kibridge\instance;


/**
 * Moodle's own AI functions, which another plugin lets the bridge answer: what this one does for it.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class ai_functions {
    /**
     * Whether the other plugin is there.
     *
     * @return bool
     */
    public static function are_installed(): bool {
        return \core_component::get_component_directory('aiprovider_kibridge') !== null;
    }

    /**
     * Gives them all they need but the switch, which is an admin's to turn. The tutors work without.
     *
     * @param bridge $bridge
     * @return string '', or why they have no key, in words
     */
    public static function connect(bridge $bridge): string {
        if (!self::are_installed()) {
            return '';
        }
        instance::ensure();
        try {
            (new api_key($bridge))->fetch();
        } catch (\moodle_exception $e) {
            return $e->getMessage();
        }
        return '';
    }
}
