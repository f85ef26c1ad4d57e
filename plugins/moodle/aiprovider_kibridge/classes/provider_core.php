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

use core_ai\aiactions\base;
use local_kibridge\api_key;


/**
 * What the provider is in every branch of Moodle: its actions, its settings, and whom it serves.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
trait provider_core {
    /**
     * Whether this Moodle keeps providers as instances with settings of their own (5.0 and later).
     *
     * @return bool
     */
    public static function has_instances(): bool {
        return property_exists(\core_ai\provider::class, 'actionconfig');
    }

    /**
     * Those of Moodle's text actions that this branch has.
     *
     * @return string[] class names
     */
    protected static function actions(): array {
        return array_values(array_filter([
            \core_ai\aiactions\generate_text::class,
            \core_ai\aiactions\summarise_text::class,
            'core_ai\aiactions\explain_text', // From 5.0 on.
        ], 'class_exists'));
    }

    /**
     * A setting of this provider.
     *
     * @param string $name baseurl, apikey or outsidecourses
     * @return string
     */
    abstract public function setting(string $name): string;

    /**
     * Whether there is a bridge to ask, and a key for it. Moodle wants to know on every page: no key is opened for that.
     *
     * @return bool
     */
    public function is_provider_configured(): bool {
        if ($this->is_typed_in()) {
            return $this->setting('baseurl') !== '';
        }
        return class_exists(api_key::class) && api_key::exists();
    }

    /**
     * Where to ask, and with which key: the pair that an admin typed in, or else the one that local_kibridge fetched. Halves of
     * two pairs are never put together, so that no key reaches a foreign address.
     *
     * @return string[] address without a slash at the end, key
     */
    public function address_and_key(): array {
        if ($this->is_typed_in()) {
            return [rtrim($this->setting('baseurl'), '/'), $this->setting('apikey')];
        }
        return class_exists(api_key::class) ? [api_key::base_url(), api_key::secret()] : ['', ''];
    }

    /**
     * Whether an admin has pasted a key.
     *
     * @return bool
     */
    private function is_typed_in(): bool {
        return $this->setting('apikey') !== '';
    }

    /**
     * Limits are the bridge's; here it is only decided who asks at all, and from where.
     *
     * @param base $action
     * @return array|bool true, or the refusal
     */
    public function is_request_allowed(base $action): array|bool {
        $place = place::of($action);
        if (isguestuser($action->get_configuration('userid')) || \core\session\manager::is_loggedinas()) {
            return refusal::because('person');
        }
        if (!$place->is_open_to((int) $action->get_configuration('userid'))) {
            return refusal::because('member');
        }
        if ($place->is_quiz_attempt()) {
            return refusal::because('quiz');
        }
        if ($place->courseid === null && !$this->setting('outsidecourses')) {
            return refusal::because('outside');
        }
        return true;
    }
}
