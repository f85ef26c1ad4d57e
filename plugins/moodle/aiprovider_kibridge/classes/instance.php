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


/**
 * The provider as one entry of Moodle's list: in 4.5 the plugin itself, from 5.0 on an instance that somebody has to make.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class instance {
    /**
     * Makes one if there is none, switched off, with everything from local_kibridge.
     */
    public static function ensure(): void {
        if (!provider::has_instances()) {
            return;
        }
        $manager = \core\di::get(\core_ai\manager::class);
        if (!$manager->get_provider_instances(['provider' => provider::class])) {
            $manager->create_provider_instance(
                classname: provider::class,
                name: get_string('pluginname', 'aiprovider_kibridge'),
                config: ['baseurl' => '', 'apikey' => '', 'outsidecourses' => 0],
            );
        }
    }
}
