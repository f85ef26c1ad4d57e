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

namespace aiprovider_kibridge;

use core_ai\aiactions\base;


/**
 * Where somebody pressed an AI button: the course decides which limits hold.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
final class place {
    /**
     * A place.
     *
     * @param \context|null $context
     * @param int|null $courseid
     */
    private function __construct(
        /** @var \context|null */
        private readonly ?\context $context,
        /** @var int|null null: outside of courses */
        public readonly ?int $courseid,
    ) {
    }

    /**
     * The place of an action.
     *
     * @param base $action
     * @return self
     */
    public static function of(base $action): self {
        $context = \context::instance_by_id($action->get_configuration('contextid'), IGNORE_MISSING) ?: null;
        $course = $context?->get_course_context(false);
        $courseid = $course && $course->instanceid != SITEID ? (int) $course->instanceid : null;
        return new self($context, $courseid);
    }

    /**
     * Whether somebody belongs here. Who is suspended in a course keeps a role, and may look at it where guests may.
     *
     * @param int $userid
     * @return bool
     */
    public function is_open_to(int $userid): bool {
        if ($this->courseid === null) {
            return true;
        }
        $course = \context_course::instance($this->courseid);
        return is_enrolled($course, $userid, '', true) || has_capability('moodle/course:view', $course, $userid);
    }

    /**
     * Whether this is a quiz, for somebody who takes it and does not make it.
     *
     * @return bool
     */
    public function is_quiz_attempt(): bool {
        if (!$this->context instanceof \context_module) {
            return false;
        }
        $cm = get_coursemodule_from_id('', $this->context->instanceid);
        return $cm && $cm->modname === 'quiz' && !has_capability('mod/quiz:manage', $this->context);
    }
}
