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

namespace local_kibridge\privacy;

use context;
use context_user;
use core\di;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\{approved_contextlist, approved_userlist, contextlist, userlist, writer};
use local_kibridge\{bridge, person, tool};

/**
 * What leaves this site, and how a data request reaches it. The plugin itself stores nothing about a person; the bridge does,
 * under a pseudonym, and exports and deletes it for exactly that person. It belongs to the person and not to a course: the
 * user's context.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    #[\Override]
    public static function get_metadata(collection $collection): collection {
        return $collection->add_external_location_link('bridge', [
            'userid' => 'privacy:metadata:bridge:userid',
            'role' => 'privacy:metadata:bridge:role',
            'course' => 'privacy:metadata:bridge:course',
            'language' => 'privacy:metadata:bridge:language',
            'questions' => 'privacy:metadata:bridge:questions',
        ], 'privacy:metadata:bridge');
    }

    #[\Override]
    public static function get_contexts_for_userid(int $userid): contextlist {
        $contextlist = new contextlist();
        if (tool::is_connected() && tool::id()) {
            $contextlist->add_user_context($userid);
        }
        return $contextlist;
    }

    #[\Override]
    public static function get_users_in_context(userlist $userlist) {
        $context = $userlist->get_context();
        if ($context instanceof context_user && tool::is_connected() && tool::id()) {
            $userlist->add_user($context->instanceid);
        }
    }

    #[\Override]
    public static function export_user_data(approved_contextlist $contextlist) {
        $user = $contextlist->get_user();
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_of($context, $user->id)) {
                writer::with_context($context)->export_data(
                    [get_string('pluginname', 'local_kibridge')],
                    self::person($user->id)->export(),
                );
            }
        }
    }

    #[\Override]
    public static function delete_data_for_all_users_in_context(context $context) {
        if ($context instanceof context_user) {
            self::person($context->instanceid)->delete();
        }
    }

    #[\Override]
    public static function delete_data_for_users(approved_userlist $userlist) {
        foreach ($userlist->get_userids() as $userid) {
            if (self::is_of($userlist->get_context(), $userid)) {
                self::person($userid)->delete();
            }
        }
    }

    #[\Override]
    public static function delete_data_for_user(approved_contextlist $contextlist) {
        foreach ($contextlist->get_contexts() as $context) {
            if (self::is_of($context, $contextlist->get_user()->id)) {
                self::person($contextlist->get_user()->id)->delete();
            }
        }
    }

    /**
     * Whether the context is the one in which this person's data is.
     *
     * @param context $context
     * @param int $userid
     * @return bool
     */
    private static function is_of(context $context, int $userid): bool {
        return $context instanceof context_user && (int) $context->instanceid === $userid;
    }

    /**
     * What the bridge holds on a person; the bridge comes from Moodle's container, so that tests can put another in its place.
     *
     * @param int $userid
     * @return person
     */
    private static function person(int $userid): person {
        return new person(di::get(bridge::class), $userid);
    }
}
