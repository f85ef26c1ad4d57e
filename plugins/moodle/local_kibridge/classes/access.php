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


/**
 * Who gets the course tutor's drawer, and on which pages. The pages and the launch ask the same questions.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class access {
    /** @var string[] layouts of pages that belong to a course and have room for a drawer */
    private const LAYOUTS = ['course', 'incourse'];

    /**
     * Whether this person may open the tutor here.
     *
     * @param \context_course $context
     * @return bool
     */
    public static function may_use(\context_course $context): bool {
        return isloggedin()
            && !isguestuser()
            // An admin who looks through somebody's eyes shall not speak with their voice.
            && !\core\session\manager::is_loggedinas()
            && !self::is_exam_browser()
            // Who is suspended in the course keeps a role, and may look at it where guests may.
            && (is_enrolled($context, null, '', true) || has_capability('moodle/course:view', $context))
            && has_capability('local/kibridge:use', $context);
    }

    /**
     * Whether the page is one where the drawer belongs: never in a quiz.
     *
     * @param \moodle_page $page
     * @return bool
     */
    public static function is_drawer_page(\moodle_page $page): bool {
        return $page->course->id != SITEID
            && in_array($page->pagelayout, self::LAYOUTS, true)
            && !str_starts_with($page->pagetype, 'mod-quiz-')
            && !($page->cm && $page->cm->modname === 'quiz');
    }

    /**
     * Whether the request comes from Safe Exam Browser, by what it sends of itself.
     *
     * @return bool
     */
    public static function is_exam_browser(): bool {
        return isset($_SERVER['HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH'])
            || isset($_SERVER['HTTP_X_SAFEEXAMBROWSER_REQUESTHASH'])
            || preg_match('~\bSEB\b|SafeExamBrowser~i', $_SERVER['HTTP_USER_AGENT'] ?? '');
    }
}
