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

use core\hook\output\before_http_headers;
use core_ai\hook\after_ai_provider_form_hook;


/**
 * What Moodle's hooks call.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class hook_listener {
    /**
     * Before 5.1: why there was no answer, on the page after it.
     *
     * @param before_http_headers $hook
     */
    public static function before_http_headers(before_http_headers $hook): void {
        global $USER;
        if (!during_initial_install() && isloggedin() && ($words = refusal::recall((int) $USER->id)) !== '') {
            \core\notification::warning($words);
        }
    }

    /**
     * From 5.0 on: the fields of an instance.
     *
     * @param after_ai_provider_form_hook $hook
     */
    public static function after_ai_provider_form(after_ai_provider_form_hook $hook): void {
        if ($hook->plugin !== 'aiprovider_kibridge') {
            return;
        }
        $form = $hook->mform;
        $form->addElement('static', 'bridge', '', get_string('settings_intro', 'aiprovider_kibridge'));
        $form->addElement('text', 'baseurl', get_string('baseurl', 'aiprovider_kibridge'), ['size' => 60]);
        $form->setType('baseurl', PARAM_URL);
        $form->addHelpButton('baseurl', 'baseurl', 'aiprovider_kibridge');
        $form->addElement('passwordunmask', 'apikey', get_string('apikey', 'aiprovider_kibridge'), ['size' => 60]);
        $form->setType('apikey', PARAM_RAW_TRIMMED);
        $form->addHelpButton('apikey', 'apikey', 'aiprovider_kibridge');
        $form->addElement('advcheckbox', 'outsidecourses', get_string('outsidecourses', 'aiprovider_kibridge'));
        $form->addHelpButton('outsidecourses', 'outsidecourses', 'aiprovider_kibridge');
    }
}
