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
 * One answer of the bridge, or why there was none.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
final class bridge_answer {
    /**
     * What came back.
     *
     * @param int $status HTTP; 0: no answer
     * @param array $headers by lower-case name
     * @param string $body
     * @param string $error curl's words if there was no answer
     */
    public function __construct(
        /** @var int HTTP status; 0: no answer */
        public readonly int $status,
        /** @var array by lower-case name */
        public readonly array $headers,
        /** @var string */
        public readonly string $body,
        /** @var string curl's words if there was no answer */
        public readonly string $error,
    ) {
    }

    /**
     * What a page of the bridge says, without its markup.
     *
     * @return string plain text, at most 500 characters
     */
    public function text(): string {
        $body = preg_replace('~<(head|script|style)\b.*?</\1>~is', '', $this->body);
        $text = html_entity_decode(strip_tags($body), ENT_QUOTES | ENT_HTML5, 'UTF-8');
        return \core_text::substr(trim(preg_replace('/\s+/u', ' ', fix_utf8($text))), 0, 500);
    }

    /**
     * Why it did not do what it was asked to, for an admin.
     *
     * @return string plain text
     */
    public function words(): string {
        if ($this->status === 0) {
            return $this->error;
        }
        $problem = json_decode($this->body);
        return trim("HTTP $this->status " . (is_string($problem->detail ?? null) ? $problem->detail : ''));
    }
}
