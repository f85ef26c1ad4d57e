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
 * Somebody opened the course tutor. What they say there is not logged.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class course_tutor_opened extends \core\event\base {
    #[\Override]
    protected function init(): void {
        $this->data['crud'] = 'r';
        $this->data['edulevel'] = self::LEVEL_PARTICIPATING;
        $this->data['objecttable'] = 'course_modules';
    }

    #[\Override]
    public static function get_name(): string {
        return get_string('event:course_tutor_opened', 'local_kibridge');
    }

    #[\Override]
    public function get_description(): string {
        return "The user with id '$this->userid' opened the course tutor of the course with id '$this->courseid'.";
    }

    #[\Override]
    public function get_url(): \moodle_url {
        return new \moodle_url('/course/view.php', ['id' => $this->courseid]);
    }

    /**
     * Logs are not restored.
     *
     * @return array|int
     */
    public static function get_objectid_mapping() {
        return ['db' => 'course_modules', 'restore' => \core\event\base::NOT_MAPPED];
    }
}
