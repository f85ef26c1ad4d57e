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
 * AI tutors of a course: the course tutor's switch, and the lecturer's desk in a frame.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

use local_kibridge\{course_tutor, tool};

require_once(__DIR__ . '/../../config.php');

$id = required_param('id', PARAM_INT);
$action = optional_param('action', '', PARAM_ALPHA);

$course = get_course($id);
require_login($course);
$context = context_course::instance($course->id);
require_capability('local/kibridge:configure', $context);

$url = new moodle_url('/local/kibridge/course.php', ['id' => $course->id]);
$PAGE->set_url($url);
$PAGE->set_pagelayout('report');
$PAGE->set_title(get_string('aitutors', 'local_kibridge') . moodle_page::TITLE_SEPARATOR . $course->shortname);
$PAGE->set_heading(format_string($course->fullname, true, ['context' => $context]));

if ($action !== '') {
    require_sesskey();
    require_capability('moodle/course:manageactivities', $context);
    if (!tool::id()) {
        throw new moodle_exception('notconnected', 'local_kibridge', $url);
    }
    if ($action === 'create') {
        require_capability('mod/lti:addinstance', $context);
        course_tutor::create($course);
    } else if ($action === 'on' || $action === 'off') {
        course_tutor::switch($course, $action === 'on');
    }
    redirect($url);
}

$tutor = course_tutor::find($course);
echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('aitutors', 'local_kibridge'));
echo $OUTPUT->render_from_template('local_kibridge/course', [
    'connected' => tool::id() !== 0,
    'exists' => $tutor !== null,
    'on' => course_tutor::is_on($tutor),
    'maychange' => has_capability('moodle/course:manageactivities', $context),
    'actionurl' => $url->out(false),
    'sesskey' => sesskey(),
    'launchurl' => $tutor ? (new moodle_url('/mod/lti/launch.php', ['id' => $tutor->id, 'triggerview' => 0]))->out(false) : '',
]);
echo $OUTPUT->footer();
