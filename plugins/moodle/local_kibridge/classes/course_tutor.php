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

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/course/lib.php');
require_once($CFG->dirroot . '/course/modlib.php');
require_once($CFG->dirroot . '/mod/lti/locallib.php');

/**
 * The course tutor: an ordinary external tool activity that the course page does not show. Core keeps it, so backup, restore
 * and course copies carry it along; its visibility is the lecturer's switch.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class course_tutor {
    /** @var string the activity's ID number, by which it is found in a course */
    public const IDNUMBER = 'kibridge-course-tutor';

    /**
     * The course's tutor. Reads the cached course only.
     *
     * @param int|\stdClass $course
     * @return \cm_info|null
     */
    public static function find($course): ?\cm_info {
        foreach (get_fast_modinfo($course)->get_instances_of('lti') as $cm) {
            if ($cm->idnumber === self::IDNUMBER && !$cm->deletioninprogress) {
                return $cm;
            }
        }
        return null;
    }

    /**
     * Whether students have it.
     *
     * @param \cm_info|null $cm
     * @return bool
     */
    public static function is_on(?\cm_info $cm): bool {
        return $cm !== null && (bool) $cm->visible;
    }

    /**
     * Makes it, switched off. The caller has checked who asks.
     *
     * @param \stdClass $course
     */
    public static function create(\stdClass $course): void {
        global $DB;
        if (self::find($course)) {
            return;
        }
        add_moduleinfo((object) [
            'modulename' => 'lti',
            'module' => $DB->get_field('modules', 'id', ['name' => 'lti'], MUST_EXIST),
            'section' => 0,
            'name' => get_string('coursetutor', 'local_kibridge'),
            'introeditor' => ['text' => '', 'format' => FORMAT_HTML, 'itemid' => 0],
            'visible' => 0,
            'visibleoncoursepage' => 0,
            'cmidnumber' => self::IDNUMBER,
            'typeid' => tool::id(),
            'toolurl' => '',
            'launchcontainer' => LTI_LAUNCH_CONTAINER_EMBED_NO_BLOCKS,
            'instructorchoiceacceptgrades' => LTI_SETTING_NEVER,
            'grade' => 0,
        ], $course);
    }

    /**
     * The lecturer's switch. The caller has checked who asks.
     *
     * @param \stdClass $course
     * @param bool $on
     */
    public static function switch(\stdClass $course, bool $on): void {
        $cm = self::find($course);
        if (!$cm || self::is_on($cm) === $on) {
            return;
        }
        set_coursemodule_visible($cm->id, (int) $on, 0);
        event\course_tutor_switched::create([
            'context' => \context_course::instance($course->id),
            'objectid' => $cm->id,
            'other' => ['on' => $on],
        ])->trigger();
    }

    /**
     * Deletes those of all courses, when the plugin is uninstalled.
     */
    public static function delete_all(): void {
        global $DB;
        $lti = $DB->get_field('modules', 'id', ['name' => 'lti']);
        $ids = $DB->get_fieldset('course_modules', 'id', ['module' => $lti, 'idnumber' => self::IDNUMBER]);
        foreach ($ids as $id) {
            course_delete_module($id);
        }
    }
}
