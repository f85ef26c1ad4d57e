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

namespace local_kibridge\event;


/**
 * An admin connected this site with a bridge.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class bridge_connected extends \core\event\base {
    #[\Override]
    protected function init(): void {
        $this->data['crud'] = 'c';
        $this->data['edulevel'] = self::LEVEL_OTHER;
        $this->data['objecttable'] = 'lti_types';
    }

    #[\Override]
    public static function get_name(): string {
        return get_string('event:bridge_connected', 'local_kibridge');
    }

    #[\Override]
    public function get_description(): string {
        return "The user with id '$this->userid' connected the external tool with id '$this->objectid'.";
    }

    #[\Override]
    public function get_url(): \moodle_url {
        return new \moodle_url('/local/kibridge/setup.php');
    }

    /**
     * Logs are not restored.
     *
     * @return array|int
     */
    public static function get_objectid_mapping() {
        return ['db' => 'lti_types', 'restore' => \core\event\base::NOT_MAPPED];
    }
}
