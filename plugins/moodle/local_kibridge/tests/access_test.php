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
 * Who gets the course tutor, and where.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\access
 */
final class access_test extends \advanced_testcase {
    /** @var \stdClass */
    private \stdClass $course;

    #[\Override]
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->course = $this->getDataGenerator()->create_course();
    }

    #[\Override]
    protected function tearDown(): void {
        unset($_SERVER['HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH'], $_SERVER['HTTP_USER_AGENT']);
        parent::tearDown();
    }

    /**
     * A student of the course may.
     */
    public function test_a_student_may_use_it(): void {
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'student'));
        $this->assertTrue(access::may_use(\context_course::instance($this->course->id)));
    }

    /**
     * Guests, strangers and people who are not logged in may not.
     */
    public function test_guests_and_strangers_may_not(): void {
        $context = \context_course::instance($this->course->id);
        $this->setUser(null);
        $this->assertFalse(access::may_use($context));
        $this->setGuestUser();
        $this->assertFalse(access::may_use($context));
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertFalse(access::may_use($context));
    }

    /**
     * Who is suspended in the course may not, also where guests may look at it.
     */
    public function test_suspended_people_may_not(): void {
        $student = $this->getDataGenerator()->create_user();
        $this->getDataGenerator()->enrol_user($student->id, $this->course->id, 'student', 'manual', 0, 0, ENROL_USER_SUSPENDED);
        $this->setUser($student);
        $context = \context_course::instance($this->course->id);
        $this->assertTrue(has_capability('local/kibridge:use', $context));
        $this->assertFalse(access::may_use($context));
        $this->setAdminUser();
        $this->assertTrue(access::may_use($context));
    }

    /**
     * An admin in a student's place may not speak for them.
     */
    public function test_logged_in_as_somebody_else_may_not(): void {
        $student = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->setAdminUser();
        \core\session\manager::loginas($student->id, \context_course::instance($this->course->id));
        $this->assertFalse(access::may_use(\context_course::instance($this->course->id)));
    }

    /**
     * Safe Exam Browser is known by its headers, and by its name.
     */
    public function test_not_in_safe_exam_browser(): void {
        $this->setUser($this->getDataGenerator()->create_and_enrol($this->course, 'student'));
        $_SERVER['HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH'] = 'abc';
        $this->assertFalse(access::may_use(\context_course::instance($this->course->id)));
        unset($_SERVER['HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH']);
        $_SERVER['HTTP_USER_AGENT'] = 'Mozilla/5.0 (iPad) SEB/3.2';
        $this->assertFalse(access::may_use(\context_course::instance($this->course->id)));
        $_SERVER['HTTP_USER_AGENT'] = 'Mozilla/5.0 (X11; Linux) Firefox/140.0';
        $this->assertTrue(access::may_use(\context_course::instance($this->course->id)));
    }

    /**
     * Course and activity pages have the drawer; quizzes, pop-ups and the front page do not.
     */
    public function test_pages(): void {
        $this->assertTrue(access::is_drawer_page($this->page('course', 'course-view-topics')));
        $this->assertTrue(access::is_drawer_page($this->page('incourse', 'mod-page-view', 'page')));
        $this->assertFalse(access::is_drawer_page($this->page('incourse', 'mod-quiz-attempt', 'quiz')));
        $this->assertFalse(access::is_drawer_page($this->page('incourse', 'mod-quiz-review')));
        $this->assertFalse(access::is_drawer_page($this->page('popup', 'course-view-topics')));
        $this->assertFalse(access::is_drawer_page($this->page('secure', 'course-view-topics')));
        $front = new \moodle_page();
        $front->set_course(get_site());
        $front->set_pagelayout('course');
        $front->set_pagetype('site-index');
        $this->assertFalse(access::is_drawer_page($front));
    }

    /**
     * A page of the course.
     *
     * @param string $layout
     * @param string $type
     * @param string|null $module with an activity of this kind
     * @return \moodle_page
     */
    private function page(string $layout, string $type, ?string $module = null): \moodle_page {
        $page = new \moodle_page();
        $page->set_course($this->course);
        $page->set_pagelayout($layout);
        $page->set_pagetype($type);
        if ($module) {
            $activity = $this->getDataGenerator()->create_module($module, ['course' => $this->course->id]);
            $page->set_cm(get_fast_modinfo($this->course)->get_cm($activity->cmid));
        }
        return $page;
    }
}
