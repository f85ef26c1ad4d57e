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


/**
 * Whether this site and the bridge can work together, point by point, each with what to do about it. Asks the bridge: only on
 * an admin's request.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class checks {
    /** @var string all is well */
    public const OK = 'ok';
    /** @var string works, but not everywhere or not for long */
    public const WARNING = 'warning';
    /** @var string does not work */
    public const ERROR = 'error';

    /** @var int seconds; a token is good for 60, and both sides allow a little */
    private const CLOCK_WARNING_S = 3;
    /** @var int seconds */
    private const CLOCK_ERROR_S = 30;

    /** @var array[] of name, status, detail */
    private array $results = [];

    /**
     * Checks of a connected site.
     *
     * @param bridge $bridge
     * @param int $now Unix time
     */
    public function __construct(
        /** @var bridge */
        private readonly bridge $bridge,
        /** @var int Unix time */
        private readonly int $now,
    ) {
    }

    /**
     * Runs all of them.
     *
     * @return array[] of name, status (ok, warning, error), title, detail, fix; the last two may be ''
     */
    public function run(): array {
        $settings = tool::settings();
        if (!$settings) {
            $this->note('tool', self::ERROR);
            return $this->results;
        }
        $this->check_tool();
        $this->check_https($settings);
        $this->note('stealth', get_config('core', 'allowstealth') ? self::OK : self::WARNING);
        $this->check_bridge($settings);
        return $this->results;
    }

    /**
     * Adds a line; the words are the strings check:NAME and, unless it is well, check:NAME_fix.
     *
     * @param string $name
     * @param string $status
     * @param string $detail what was seen
     */
    private function note(string $name, string $status, string $detail = ''): void {
        $this->results[] = [
            'name' => $name,
            'status' => $status,
            'title' => get_string('check:' . $name, 'local_kibridge'),
            'detail' => $detail,
            'fix' => $status === self::OK ? '' : get_string('check:' . $name . '_fix', 'local_kibridge'),
        ];
    }

    /**
     * Is the tool active, and set as it needs to be?
     */
    private function check_tool(): void {
        $deviations = array_map(
            fn(string $name): string => get_string('deviation:' . $name, 'local_kibridge'),
            tool::deviations(),
        );
        $this->note('settings', $deviations ? self::ERROR : self::OK, implode(' ', $deviations));
    }

    /**
     * A page in a frame gets its cookies over https only, and https pages hold no http frames.
     *
     * @param \stdClass $settings of the tool
     */
    private function check_https(\stdClass $settings): void {
        global $CFG;
        $site = parse_url($CFG->wwwroot, PHP_URL_SCHEME) === 'https';
        $tool = parse_url($settings->lti_toolurl, PHP_URL_SCHEME) === 'https';
        $this->note('https', $site && $tool ? self::OK : ($site ? self::ERROR : self::WARNING));
        if ($site) {
            $this->note('cookies', is_moodle_cookie_secure() ? self::OK : self::WARNING);
        }
    }

    /**
     * Everything that needs an answer of the bridge; without one, the rest would only repeat it.
     *
     * @param \stdClass $settings of the tool
     */
    private function check_bridge(\stdClass $settings): void {
        $ready = tool::base_url() . '/readyz';
        if ($this->bridge->is_blocked($ready) || $this->bridge->is_blocked($settings->lti_publickeyset)) {
            $url = parse_url($ready);
            $port = $url['port'] ?? ($url['scheme'] === 'https' ? 443 : 80);
            $this->note('blocked', self::ERROR, $url['host'] . ':' . $port);
            return;
        }
        $this->note('blocked', self::OK);
        $answer = $this->bridge->get($ready);
        if ($answer->status === 0) {
            $this->note('reachable', self::ERROR, $answer->error);
            return;
        }
        $this->note('reachable', self::OK, tool::base_url());
        $isready = $answer->status === 200;
        $this->note('ready', $isready ? self::OK : self::ERROR, $isready ? '' : "HTTP $answer->status");
        $this->check_clock($answer);
        $this->check_keys($settings);
        $this->check_known($settings);
        if (ai_functions::are_installed()) {
            $this->note('aikey', (new api_key($this->bridge))->works() ? self::OK : self::WARNING);
        }
    }

    /**
     * Do both clocks agree? Tokens live for a minute.
     *
     * @param bridge_answer $answer
     */
    private function check_clock(bridge_answer $answer): void {
        $date = strtotime($answer->headers['date'] ?? '');
        if ($date === false) {
            return;
        }
        $apart = abs($date - $this->now);
        $status = $apart > self::CLOCK_ERROR_S ? self::ERROR : ($apart > self::CLOCK_WARNING_S ? self::WARNING : self::OK);
        $this->note('clock', $status, $status === self::OK ? '' : get_string('numseconds', 'core', $apart));
    }

    /**
     * Can this site get the keys with which the bridge signs?
     *
     * @param \stdClass $settings of the tool
     */
    private function check_keys(\stdClass $settings): void {
        $answer = $this->bridge->get($settings->lti_publickeyset);
        $keys = json_decode($answer->body, true)['keys'] ?? null;
        $usable = is_array($keys) && array_filter($keys, fn($key): bool => isset($key['kid'], $key['kty'], $key['alg']));
        $this->note('keys', $usable ? self::OK : self::ERROR, $usable ? '' : ($answer->error ?: "HTTP $answer->status"));
    }

    /**
     * Does the bridge know this site? The first step of a launch says so, and leaves nothing behind there.
     *
     * @param \stdClass $settings of the tool
     */
    private function check_known(\stdClass $settings): void {
        global $CFG;
        $answer = $this->bridge->get((new \moodle_url($settings->lti_initiatelogin, [
            'iss' => $CFG->wwwroot,
            'login_hint' => '1',
            'target_link_uri' => $settings->lti_toolurl,
            'client_id' => $settings->lti_clientid,
            'lti_deployment_id' => $settings->typeid,
        ]))->out(false));
        $known = in_array($answer->status, [302, 303], true)
            && str_starts_with($answer->headers['location'] ?? '', $CFG->wwwroot . '/mod/lti/auth.php?');
        $this->note('known', $known ? self::OK : self::ERROR, $known ? '' : ($answer->error ?: $answer->text()));
    }
}
