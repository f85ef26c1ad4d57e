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
 * Opens the course tutor in the drawer's frame: asks again who it is and where, then mod_lti launches.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

use local_kibridge\{access, course_tutor};
use local_kibridge\event\course_tutor_opened;

require_once(__DIR__ . '/../../config.php');

$id = required_param('id', PARAM_INT);

$PAGE->set_pagelayout('embedded');
$PAGE->set_url(new moodle_url('/local/kibridge/tutor.php', ['id' => $id]));
$course = get_course($id);
require_login($course, false);
require_sesskey();
$context = context_course::instance($course->id);
require_capability('local/kibridge:use', $context);

$tutor = course_tutor::find($course);
if (!access::may_use($context) || !$tutor || !$tutor->uservisible) {
    throw new moodle_exception('tutornothere', 'local_kibridge', new moodle_url('/course/view.php', ['id' => $course->id]));
}
course_tutor_opened::create(['context' => $context, 'objectid' => $tutor->id])->trigger();
redirect(new moodle_url('/mod/lti/launch.php', ['id' => $tutor->id]));
