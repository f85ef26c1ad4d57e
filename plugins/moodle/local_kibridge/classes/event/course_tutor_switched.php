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
 * A lecturer switched the course tutor on or off.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class course_tutor_switched extends \core\event\base {
    #[\Override]
    protected function init(): void {
        $this->data['crud'] = 'u';
        $this->data['edulevel'] = self::LEVEL_TEACHING;
        $this->data['objecttable'] = 'course_modules';
    }

    #[\Override]
    public static function get_name(): string {
        return get_string('event:course_tutor_switched', 'local_kibridge');
    }

    #[\Override]
    public function get_description(): string {
        return "The user with id '$this->userid' switched the course tutor of the course with id '$this->courseid' "
            . ($this->other['on'] ? 'on.' : 'off.');
    }

    #[\Override]
    public function get_url(): \moodle_url {
        return new \moodle_url('/local/kibridge/course.php', ['id' => $this->courseid]);
    }

    /**
     * Logs are not restored.
     *
     * @return array|int
     */
    public static function get_objectid_mapping() {
        return ['db' => 'course_modules', 'restore' => \core\event\base::NOT_MAPPED];
    }

    /**
     * Nothing in other needs mapping.
     *
     * @return bool
     */
    public static function get_other_mapping() {
        return false;
    }
}
