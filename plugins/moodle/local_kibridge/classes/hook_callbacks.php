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

use core\hook\output\before_footer_html_generation;


/**
 * What Moodle's hooks call.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class hook_callbacks {
    /**
     * The course tutor's button and its closed drawer. Nothing is asked of the bridge here.
     *
     * @param before_footer_html_generation $hook
     */
    public static function before_footer_html_generation(before_footer_html_generation $hook): void {
        global $PAGE;
        if (during_initial_install() || !tool::is_connected() || !access::is_drawer_page($PAGE)) {
            return;
        }
        $tutor = course_tutor::find($PAGE->course);
        if (!course_tutor::is_on($tutor) || ($PAGE->cm && $PAGE->cm->id === $tutor->id)) {
            return;
        }
        $context = \context_course::instance($PAGE->course->id);
        if (!access::may_use($context)) {
            return;
        }
        $title = $PAGE->cm
            ? $PAGE->cm->get_formatted_name()
            : format_string($PAGE->course->fullname, true, ['context' => $context]);
        $hook->add_html($hook->renderer->render_from_template('local_kibridge/drawer', [
            'courseid' => $PAGE->course->id,
            'launchurl' => (new \moodle_url('/local/kibridge/tutor.php', ['id' => $PAGE->course->id]))->out(false),
            'pagetitle' => $title,
            'pageurl' => $PAGE->has_set_url() ? $PAGE->url->out(false) : '',
        ]));
        $PAGE->requires->js_call_amd('local_kibridge/drawer', 'init');
    }
}
