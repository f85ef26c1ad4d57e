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
 * What the bridge holds on one person of this site: seen or deleted, in this site's own name.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class person {
    /**
     * One person.
     *
     * @param bridge $bridge
     * @param int $userid the subject of their launches
     */
    public function __construct(
        /** @var bridge */
        private readonly bridge $bridge,
        /** @var int */
        private readonly int $userid,
    ) {
    }

    /**
     * Everything held on them.
     *
     * @return \stdClass as the bridge gives it
     * @throws \moodle_exception it cannot be had, in words
     */
    public function export(): \stdClass {
        $answer = $this->bridge->get_as($this->url(), statement::sign());
        $data = $answer->status === 200 ? json_decode($answer->body) : null;
        if (!$data instanceof \stdClass) {
            throw $this->failure($answer);
        }
        return $data;
    }

    /**
     * Delete it all.
     *
     * @throws \moodle_exception it was not deleted, in words
     */
    public function delete(): void {
        $answer = $this->bridge->delete_as($this->url(), statement::sign());
        if ($answer->status !== 204) {
            throw $this->failure($answer);
        }
    }

    /**
     * The address of this person's data.
     *
     * @return string
     */
    private function url(): string {
        return tool::base_url() . '/lti/person?' . http_build_query(statement::parameters() + ['sub' => $this->userid], '', '&');
    }

    /**
     * Why not, for the person who looks after data requests.
     *
     * @param bridge_answer $answer
     * @return \moodle_exception
     */
    private function failure(bridge_answer $answer): \moodle_exception {
        return new \moodle_exception('personfailed', 'local_kibridge', '', $answer->words());
    }
}
