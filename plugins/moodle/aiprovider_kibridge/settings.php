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
 * Settings in Moodle 4.5; from 5.0 on each provider instance has its own form.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

use core_ai\admin\admin_settingspage_provider;
use aiprovider_kibridge\provider;

defined('MOODLE_INTERNAL') || die();

if ($hassiteconfig && !provider::has_instances()) {
    $settings = new admin_settingspage_provider(
        'aiprovider_kibridge',
        new lang_string('pluginname', 'aiprovider_kibridge'),
        'moodle/site:config',
        true,
    );
    $settings->add(new admin_setting_heading(
        'aiprovider_kibridge/general',
        new lang_string('settings', 'core'),
        new lang_string('settings_intro', 'aiprovider_kibridge'),
    ));
    $settings->add(new admin_setting_configtext(
        'aiprovider_kibridge/baseurl',
        new lang_string('baseurl', 'aiprovider_kibridge'),
        new lang_string('baseurl_help', 'aiprovider_kibridge'),
        '',
        PARAM_URL,
    ));
    $settings->add(new admin_setting_configpasswordunmask(
        'aiprovider_kibridge/apikey',
        new lang_string('apikey', 'aiprovider_kibridge'),
        new lang_string('apikey_help', 'aiprovider_kibridge'),
        '',
    ));
    $settings->add(new admin_setting_configcheckbox(
        'aiprovider_kibridge/outsidecourses',
        new lang_string('outsidecourses', 'aiprovider_kibridge'),
        new lang_string('outsidecourses_help', 'aiprovider_kibridge'),
        0,
    ));
}
