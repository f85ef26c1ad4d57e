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

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->dirroot . '/mod/lti/locallib.php');

/**
 * The tool as mod_lti knows it: an LTI 1.3 tool of the whole site. Its id is this plugin's only setting.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class tool {
    /** @var array what the tool must be set to: our name of the setting => mod_lti's names and values */
    private const WANTED = [
        'contentitem' => ['lti_contentitem' => 1],
        'grades' => ['lti_acceptgrades' => LTI_SETTING_DELEGATE, 'ltiservice_gradesynchronization' => 2],
        'members' => ['ltiservice_memberships' => 1],
        'privacy' => ['lti_sendname' => LTI_SETTING_NEVER, 'lti_sendemailaddr' => LTI_SETTING_NEVER],
        'chooser' => ['lti_coursevisible' => LTI_COURSEVISIBLE_ACTIVITYCHOOSER],
    ];

    /**
     * Whether an admin has connected this site. Asks the cached settings only.
     *
     * @return bool
     */
    public static function is_connected(): bool {
        return (int) get_config('local_kibridge', 'typeid') > 0;
    }

    /**
     * The tool's id in mod_lti.
     *
     * @return int 0: none, or an admin deleted it
     */
    public static function id(): int {
        global $DB;
        $id = (int) get_config('local_kibridge', 'typeid');
        return $id && $DB->record_exists('lti_types', ['id' => $id]) ? $id : 0;
    }

    /**
     * All that mod_lti has stored of the tool.
     *
     * @return \stdClass|null mod_lti's names (lti_initiatelogin, …), and state
     */
    public static function settings(): ?\stdClass {
        $id = self::id();
        if (!$id) {
            return null;
        }
        $settings = lti_get_type_type_config($id);
        $settings->state = (int) lti_get_type($id)->state;
        return $settings;
    }

    /**
     * Takes a registered tool into use: activates it and sets what it needs.
     *
     * @param int $id mod_lti's id of it
     */
    public static function adopt(int $id): void {
        global $DB;
        $type = lti_get_type($id);
        $type->state = LTI_TOOL_STATE_CONFIGURED;
        $now = lti_get_type_type_config($id);
        $config = (object) array_merge(...array_values(self::WANTED));
        // What mod_lti would reset if it were not told again.
        $config->lti_forcessl = $now->lti_forcessl ?? 0;
        $config->oldicon = $type->icon;
        $config->lti_coursecategories = implode(
            ',',
            $DB->get_fieldset('lti_types_categories', 'categoryid', ['typeid' => $id]),
        );
        lti_update_type($type, $config);
        set_config('typeid', $id, 'local_kibridge');
    }

    /**
     * Which settings differ from what the tool needs.
     *
     * @return string[] of state, version, contentitem, grades, members, privacy, chooser
     */
    public static function deviations(): array {
        $settings = self::settings();
        $found = [];
        if ($settings->state !== LTI_TOOL_STATE_CONFIGURED) {
            $found[] = 'state';
        }
        if ($settings->lti_ltiversion !== LTI_VERSION_1P3) {
            $found[] = 'version';
        }
        foreach (self::WANTED as $name => $values) {
            foreach ($values as $key => $value) {
                if ((int) ($settings->$key ?? -1) !== $value) {
                    $found[] = $name;
                    break;
                }
            }
        }
        return $found;
    }

    /**
     * Where the service lives, as it said itself when it registered.
     *
     * @return string without a slash at the end; '' if not connected
     */
    public static function base_url(): string {
        $login = self::settings()?->lti_initiatelogin ?? '';
        return preg_replace('~/lti/login$~', '', $login);
    }

    /**
     * Forgets the tool; activities go on working.
     */
    public static function disconnect(): void {
        unset_config('typeid', 'local_kibridge');
    }

    /**
     * Deletes the tool from mod_lti, unless there are activities of it.
     */
    public static function delete_if_unused(): void {
        global $DB;
        $id = self::id();
        if ($id && !$DB->record_exists('lti', ['typeid' => $id])) {
            lti_delete_type($id);
        }
        self::disconnect();
    }
}
