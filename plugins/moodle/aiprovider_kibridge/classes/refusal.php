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


/**
 * Why there is no answer, in words for the person who asked: what happened, and what to do or when to come back.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class refusal {
    /** @var string[] the bridge's error codes => our words */
    private const WORDS = [
        'quota_exceeded' => 'quota',
        'exam_locked' => 'exam',
        'closed' => 'closed',
        'context_not_found' => 'course',
        'invalid_api_key' => 'key',
        'insufficient_scope' => 'key',
        'context_length_exceeded' => 'length',
        'server_is_overloaded' => 'busy',
        'backend_unavailable' => 'down',
        'store_unavailable' => 'down',
    ];

    /** @var int[] statuses for what we refuse ourselves */
    private const STATUS = [
        'person' => 403,
        'member' => 403,
        'quiz' => 403,
        'outside' => 403,
        'key' => 401,
        'network' => 503,
        'broken' => 502,
    ];

    /**
     * A refusal of our own.
     *
     * @param string $why person, member, quiz, outside, key, network or broken
     * @return array what core_ai expects of a failure
     */
    public static function because(string $why): array {
        return self::failure(self::STATUS[$why], get_string('refused:' . $why, 'aiprovider_kibridge'));
    }

    /**
     * The bridge's answer, when it is not an answer to the question.
     *
     * @param int $status HTTP
     * @param string $body
     * @return array what core_ai expects of a failure
     */
    public static function of_answer(int $status, string $body): array {
        $answer = json_decode($body, true);
        $error = is_array($answer) && is_array($answer['error'] ?? null) ? $answer['error'] : [];
        $code = is_string($error['code'] ?? null) ? $error['code'] : '';
        $why = self::WORDS[$code] ?? ($status >= 500 ? 'down' : 'other');
        if ($why === 'quota') {
            return self::failure($status, self::quota_words(is_array($error['limit'] ?? null) ? $error['limit'] : []));
        }
        return self::failure($status, get_string('refused:' . $why, 'aiprovider_kibridge', $status));
    }

    /**
     * Whether this Moodle shows the words where the button is (5.1 and later). Earlier ones say "something went wrong".
     *
     * @return bool
     */
    private static function is_shown(): bool {
        return method_exists(\core_ai\aiactions\responses\response_base::class, 'get_error');
    }

    /**
     * Keeps the words for a person's next page, in a Moodle that does not show them at the button.
     *
     * @param int $userid
     * @param string $words
     */
    public static function remember(int $userid, string $words): void {
        if (!self::is_shown()) {
            \cache::make('aiprovider_kibridge', 'refusals')->set($userid, $words);
        }
    }

    /**
     * The words that were kept for a person, once.
     *
     * @param int $userid
     * @return string '' if there are none
     */
    public static function recall(int $userid): string {
        if (self::is_shown()) {
            return '';
        }
        $cache = \cache::make('aiprovider_kibridge', 'refusals');
        $words = (string) $cache->get($userid);
        if ($words !== '') {
            $cache->delete($userid);
        }
        return $words;
    }

    /**
     * Which limit, and when there is more again.
     *
     * @param array $limit a standing of the bridge's
     * @return string
     */
    private static function quota_words(array $limit): string {
        $resets = strtotime((string) ($limit['resets_at'] ?? ''));
        if ($resets === false || ($limit['limit'] ?? 0) == 0) {
            return get_string('refused:quota', 'aiprovider_kibridge');
        }
        return get_string('refused:quotauntil', 'aiprovider_kibridge', userdate($resets));
    }

    /**
     * As process_base reads it: 4.5 knows errorcode and errormessage, later branches also error.
     *
     * @param int $status
     * @param string $words
     * @return array
     */
    private static function failure(int $status, string $words): array {
        return [
            'success' => false,
            'errorcode' => $status,
            'error' => get_string('refused', 'aiprovider_kibridge'),
            'errormessage' => $words,
        ];
    }
}
