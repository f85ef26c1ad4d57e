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

/**
 * Callbacks that Moodle still finds by name.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

/**
 * "AI tutors" in a course's navigation, for those who may configure them.
 *
 * @param navigation_node $navigation the course's node
 * @param stdClass $course
 * @param context_course $context
 */
function local_kibridge_extend_navigation_course(navigation_node $navigation, stdClass $course, context_course $context): void {
    if (!has_capability('local/kibridge:configure', $context) || !\local_kibridge\tool::is_connected()) {
        return;
    }
    $navigation->add(
        get_string('aitutors', 'local_kibridge'),
        new moodle_url('/local/kibridge/course.php', ['id' => $course->id]),
        navigation_node::TYPE_SETTING,
        null,
        'local_kibridge',
        new pix_icon('i/settings', ''),
    );
}
