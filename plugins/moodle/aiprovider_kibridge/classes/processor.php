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

use core\http_client;
use core_ai\process_base;
use GuzzleHttp\Exception\GuzzleException;
use GuzzleHttp\RequestOptions;


/**
 * One text action: a chat completion of the bridge, with the course and the person whose limits hold.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
abstract class processor extends process_base {
    /** @var int seconds */
    private const CONNECT_S = 5;
    /** @var int seconds; an answer is not streamed here */
    private const ANSWER_S = 120;

    #[\Override]
    protected function query_ai_api(): array {
        [$address, $key] = $this->provider->address_and_key();
        if ($key === '') {
            return $this->told(refusal::because('key')); // It was encrypted by another server.
        }
        \core\session\manager::write_close(); // An answer takes its time: this person's other pages shall not wait for it.
        try {
            $answer = \core\di::get(http_client::class)->post(
                $address . '/v1/chat/completions',
                [
                    RequestOptions::HEADERS => $this->headers($key),
                    RequestOptions::JSON => $this->body(),
                    RequestOptions::HTTP_ERRORS => false,
                    RequestOptions::ALLOW_REDIRECTS => false,
                    RequestOptions::CONNECT_TIMEOUT => self::CONNECT_S,
                    RequestOptions::TIMEOUT => self::ANSWER_S,
                ],
            );
        } catch (GuzzleException) {
            return $this->told(refusal::because('network')); // Its own words may hold the address and the key.
        }
        $body = (string) $answer->getBody();
        if ($answer->getStatusCode() !== 200) {
            return $this->told(refusal::of_answer($answer->getStatusCode(), $body));
        }
        return $this->read($body);
    }

    /**
     * Who asks (the key), and for which course.
     *
     * @param string $key
     * @return string[]
     */
    private function headers(string $key): array {
        $headers = ['Authorization' => 'Bearer ' . $key];
        $courseid = place::of($this->action)->courseid;
        if ($courseid !== null) {
            $headers['X-Kibridge-Context'] = (string) $courseid;
        }
        return $headers;
    }

    /**
     * The request; which model answers is the course's rule.
     *
     * @return array
     */
    private function body(): array {
        $messages = [['role' => 'user', 'content' => $this->action->get_configuration('prompttext')]];
        $instruction = $this->action::get_system_instruction();
        if ($instruction !== '') {
            array_unshift($messages, ['role' => 'system', 'content' => $instruction]);
        }
        return [
            'messages' => $messages,
            // The id that a launch sends too; the bridge makes a pseudonym of it and passes none on.
            'user' => (string) $this->action->get_configuration('userid'),
        ];
    }

    /**
     * The answer's parts by the names that core_ai stores them under.
     *
     * @param string $body
     * @return array
     */
    private function read(string $body): array {
        $answer = json_decode($body, true);
        $choice = $answer['choices'][0] ?? null;
        if (!is_string($choice['message']['content'] ?? null)) {
            return $this->told(refusal::because('broken'));
        }
        return [
            'success' => true,
            'id' => $answer['id'] ?? null,
            'fingerprint' => $answer['system_fingerprint'] ?? null,
            'generatedcontent' => $choice['message']['content'],
            'finishreason' => $choice['finish_reason'] ?? null,
            'prompttokens' => $answer['usage']['prompt_tokens'] ?? null,
            'completiontokens' => $answer['usage']['completion_tokens'] ?? null,
            'model' => $answer['model'] ?? null,
        ];
    }

    /**
     * Moodle before 5.1 shows "something went wrong" and drops the reason: there it stands on the next page.
     *
     * @param array $failure
     * @return array the same
     */
    private function told(array $failure): array {
        if (AJAX_SCRIPT) {
            refusal::remember((int) $this->action->get_configuration('userid'), $failure['errormessage']);
        }
        return $failure;
    }
}
