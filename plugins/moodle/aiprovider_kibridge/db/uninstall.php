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
 * What goes when the plugin goes.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

use local_kibridge\{api_key, bridge};

/**
 * Gives the key back that local_kibridge fetched for this plugin. The instances of later branches are core's to delete.
 *
 * @return bool
 */
function xmldb_aiprovider_kibridge_uninstall(): bool {
    if (class_exists(api_key::class)) {
        (new api_key(new bridge()))->give_back();
    }
    return true;
}
