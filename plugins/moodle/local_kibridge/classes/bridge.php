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
require_once($CFG->libdir . '/filelib.php');

/**
 * Asks the bridge, through Moodle's curl and its rules on hosts and ports. For an admin's pages and for data requests only:
 * no other page waits for the bridge.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class bridge {
    /** @var int seconds to connect */
    private const CONNECT_S = 5;

    /**
     * A GET that follows no redirect.
     *
     * @param string $url
     * @param int $timeout seconds
     * @return bridge_answer
     */
    public function get(string $url, int $timeout = 10): bridge_answer {
        $curl = $this->curl();
        $body = $curl->get($url, [], $this->options($timeout));
        return $this->answer($curl, (string) $body);
    }

    /**
     * The same, in this site's own name.
     *
     * @param string $url
     * @param string $statement what this site signed for this one request, or its key
     * @param int $timeout seconds
     * @return bridge_answer
     */
    public function get_as(string $url, string $statement, int $timeout = 60): bridge_answer {
        $curl = $this->curl();
        $curl->setHeader('Authorization: Bearer ' . $statement);
        $body = $curl->get($url, [], $this->options($timeout));
        return $this->answer($curl, (string) $body);
    }

    /**
     * A form in this site's own name.
     *
     * @param string $url
     * @param string $statement what this site signed for this one request
     * @param string[] $fields
     * @param int $timeout seconds
     * @return bridge_answer
     */
    public function post_as(string $url, string $statement, array $fields, int $timeout = 30): bridge_answer {
        $curl = $this->curl();
        $curl->setHeader('Authorization: Bearer ' . $statement);
        $body = $curl->post($url, http_build_query($fields, '', '&'), $this->options($timeout));
        return $this->answer($curl, (string) $body);
    }

    /**
     * A DELETE in this site's own name.
     *
     * @param string $url
     * @param string $statement what this site signed for this one request
     * @param int $timeout seconds
     * @return bridge_answer
     */
    public function delete_as(string $url, string $statement, int $timeout = 60): bridge_answer {
        $curl = $this->curl();
        $curl->setHeader('Authorization: Bearer ' . $statement);
        $body = $curl->delete($url, [], $this->options($timeout));
        return $this->answer($curl, (string) $body);
    }

    /**
     * Moodle's curl, which knows the site's rules on hosts and its proxy.
     *
     * @return \curl
     */
    private function curl(): \curl {
        $curl = new \curl();
        $curl->setHeader('Accept-Language: ' . str_replace('_', '-', current_language()));
        return $curl;
    }

    /**
     * How a request is made.
     *
     * @param int $timeout seconds
     * @return array
     */
    private function options(int $timeout): array {
        return [
            'CURLOPT_CONNECTTIMEOUT' => self::CONNECT_S,
            'CURLOPT_TIMEOUT' => $timeout,
            'CURLOPT_FOLLOWLOCATION' => 0,
        ];
    }

    /**
     * What came of it.
     *
     * @param \curl $curl
     * @param string $body
     * @return bridge_answer
     */
    private function answer(\curl $curl, string $body): bridge_answer {
        if ($curl->get_errno() || empty($curl->get_info()['http_code'])) {
            return new bridge_answer(0, [], '', (string) ($curl->error ?: $body));
        }
        $headers = [];
        foreach ($curl->getResponse() as $name => $value) {
            $headers[strtolower($name)] = is_array($value) ? end($value) : $value;
        }
        return new bridge_answer((int) $curl->get_info()['http_code'], $headers, $body, '');
    }

    /**
     * Whether Moodle's own rules (HTTP security) keep it from asking this address.
     *
     * @param string $url
     * @return bool
     */
    public function is_blocked(string $url): bool {
        return (new \core\files\curl_security_helper())->url_is_blocked($url);
    }
}
