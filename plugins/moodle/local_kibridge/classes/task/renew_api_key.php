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

namespace local_kibridge\task;

use core\di;
use local_kibridge\{ai_functions, api_key, bridge, tool};


/**
 * Keeps the key for Moodle's AI functions fresh, and fetches it when the AI provider was installed after the site was connected.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class renew_api_key extends \core\task\scheduled_task {
    #[\Override]
    public function get_name(): string {
        return get_string('task:renew_api_key', 'local_kibridge');
    }

    #[\Override]
    public function execute(): void {
        if (ai_functions::are_installed() && tool::id() && (new api_key(di::get(bridge::class)))->renew()) {
            mtrace('A new key was fetched.');
        }
    }
}
