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
 * The course tutor's life in a course.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \local_kibridge\course_tutor
 */
final class course_tutor_test extends \advanced_testcase {
    /**
     * Made once, switched on and off, and what is logged of it.
     */
    public function test_made_and_switched(): void {
        $this->resetAfterTest();
        $this->setAdminUser();
        $course = $this->getDataGenerator()->create_course();
        $this->assertNull(course_tutor::find($course));

        course_tutor::create($course);
        course_tutor::create($course);
        $this->assertCount(1, get_fast_modinfo($course)->get_instances_of('lti'));
        $this->assertFalse(course_tutor::is_on(course_tutor::find($course)));

        $events = $this->redirectEvents();
        course_tutor::switch($course, true);
        course_tutor::switch($course, true);
        $this->assertTrue(course_tutor::is_on(course_tutor::find($course)));
        $switched = array_filter($events->get_events(), fn($event) => $event instanceof event\course_tutor_switched);
        $this->assertCount(1, $switched);

        course_tutor::switch($course, false);
        $this->assertFalse(course_tutor::is_on(course_tutor::find($course)));
        course_tutor::delete_all();
        $this->assertNull(course_tutor::find($course));
    }
}
