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
 * The provider, as Moodle's branch wants it: core's class changed between 4.5 (one per site) and 5.0 (instances).
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
if (property_exists(\core_ai\provider::class, 'actionconfig')) {
    /** From 5.0 on: as many instances as an admin makes. */
    class provider extends \core_ai\provider {
        use provider_core;

        #[\Override]
        public static function get_action_list(): array {
            return self::actions();
        }

        /**
         * A setting of this instance.
         *
         * @param string $name
         * @return string
         */
        public function setting(string $name): string {
            return trim((string) ($this->config[$name] ?? ''));
        }
    }
} else {
    /** In 4.5: one for the site. */
    class provider extends \core_ai\provider {
        use provider_core;

        #[\Override]
        public function get_action_list(): array {
            return self::actions();
        }

        /**
         * A setting of the site.
         *
         * @param string $name
         * @return string
         */
        public function setting(string $name): string {
            return trim((string) get_config('aiprovider_kibridge', $name));
        }
    }
}
