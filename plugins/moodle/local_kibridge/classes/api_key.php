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

use core\encryption;

/**
 * The key with which Moodle's own AI functions ask the bridge. The site fetches it in its own name, keeps it encrypted and shows it
 * nowhere; the bridge's administrators see that it exists and can end it.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class api_key {
    /** @var int seconds after which a new one is fetched */
    private const FRESH_S = 90 * DAYSECS;
    /** @var string[] this plugin's settings that hold it */
    private const SETTINGS = ['apikey', 'apikeyid', 'apikeybase', 'apikeytime'];

    /**
     * The site's key.
     *
     * @param bridge $bridge
     */
    public function __construct(
        /** @var bridge */
        private readonly bridge $bridge,
    ) {
    }

    /**
     * Whether there is one. Asks the cached settings only.
     *
     * @return bool
     */
    public static function exists(): bool {
        return (string) get_config('local_kibridge', 'apikey') !== '';
    }

    /**
     * When it was fetched.
     *
     * @return int seconds since the epoch
     */
    public static function time(): int {
        return (int) get_config('local_kibridge', 'apikeytime');
    }

    /**
     * The key itself, for the request to the bridge and nothing else.
     *
     * @return string '' if there is none, or this server cannot read it any more
     */
    public static function secret(): string {
        try {
            return encryption::decrypt((string) get_config('local_kibridge', 'apikey'));
        } catch (\moodle_exception) { // A copy of the database without the site's encryption key.
            return '';
        }
    }

    /**
     * The bridge that gave it: no other may see it.
     *
     * @return string without a slash at the end
     */
    public static function base_url(): string {
        return (string) get_config('local_kibridge', 'apikeybase');
    }

    /**
     * Fetches one because somebody wants it: whatever there was before ends.
     *
     * @throws \moodle_exception there is none, in words
     */
    public function fetch(): void {
        $this->take($this->ask([]));
    }

    /**
     * Fetches one if there is none, or the next one when it is time. One that an administrator of the bridge has ended does not
     * come back by itself.
     *
     * @return bool whether there is a new one
     * @throws \moodle_exception there is none, in words
     */
    public function renew(): bool {
        if (self::secret() === '') {
            $this->fetch();
            return true;
        }
        if (time() - self::time() < self::FRESH_S) {
            return false;
        }
        $this->take($this->ask(['replaces' => get_config('local_kibridge', 'apikeyid')]));
        return true;
    }

    /**
     * Whether the bridge still takes it.
     *
     * @return bool
     */
    public function works(): bool {
        return self::exists() && $this->bridge->get_as(self::base_url() . '/v1/models', self::secret(), 10)->status === 200;
    }

    /**
     * Gives it back and forgets it. A bridge that is away does not keep anybody from leaving it: the key ends there by itself.
     */
    public function give_back(): void {
        if (self::exists() && tool::id()) {
            $url = tool::base_url() . '/lti/key?' . http_build_query(statement::parameters(), '', '&');
            $this->bridge->delete_as($url, statement::sign(), 10);
        }
        foreach (self::SETTINGS as $name) {
            unset_config($name, 'local_kibridge');
        }
    }

    /**
     * Asks the bridge for one.
     *
     * @param string[] $more parameters
     * @return \stdClass the key as the bridge describes it, with its secret
     */
    private function ask(array $more): \stdClass {
        if (!tool::id()) {
            throw new \moodle_exception('notconnected', 'local_kibridge');
        }
        $answer = $this->bridge->post_as(tool::base_url() . '/lti/key', statement::sign(), statement::parameters() + $more);
        $key = $answer->status === 201 ? json_decode($answer->body) : null;
        if (!is_string($key->id ?? null) || !is_string($key->secret ?? null)) {
            throw new \moodle_exception('keyfailed', 'local_kibridge', '', $answer->words());
        }
        return $key;
    }

    /**
     * Keeps it.
     *
     * @param \stdClass $key
     */
    private function take(\stdClass $key): void {
        set_config('apikey', encryption::encrypt($key->secret), 'local_kibridge');
        set_config('apikeyid', $key->id, 'local_kibridge');
        set_config('apikeybase', tool::base_url(), 'local_kibridge');
        set_config('apikeytime', time(), 'local_kibridge');
        event\api_key_fetched::create(['context' => \context_system::instance()])->trigger();
    }
}
