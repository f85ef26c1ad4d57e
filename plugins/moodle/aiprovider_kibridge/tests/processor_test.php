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

use core_ai\aiactions\generate_text;
use GuzzleHttp\Exception\ConnectException;
use GuzzleHttp\Psr7\{Request, Response};


/**
 * What is sent to the bridge, and what becomes of its answers.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 * @covers     \aiprovider_kibridge\processor
 * @covers     \aiprovider_kibridge\place
 * @covers     \aiprovider_kibridge\refusal
 */
final class processor_test extends \advanced_testcase {
    /** @var \stdClass */
    private \stdClass $course;
    /** @var \stdClass */
    private \stdClass $student;

    #[\Override]
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->course = $this->getDataGenerator()->create_course();
        $this->student = $this->getDataGenerator()->create_and_enrol($this->course, 'student');
        $this->setUser($this->student);
        set_config('baseurl', 'https://tutor.example.org/', 'aiprovider_kibridge');
        set_config('apikey', 'kb-secret', 'aiprovider_kibridge');
    }

    /**
     * The provider under test.
     *
     * @param string $key what was pasted
     * @return provider
     */
    private function provider(string $key = 'kb-secret'): provider {
        if (!provider::has_instances()) {
            return new provider();
        }
        return new provider(true, 'kibridge', json_encode([
            'baseurl' => 'https://tutor.example.org/',
            'apikey' => $key,
            'outsidecourses' => get_config('aiprovider_kibridge', 'outsidecourses') ?: '',
        ]));
    }

    /**
     * Asks from a place; the client answers what it was told to.
     *
     * @param \context $context
     * @param string $key what was pasted
     * @return \core_ai\aiactions\responses\response_base
     */
    private function ask(\context $context, string $key = 'kb-secret') {
        $action = new generate_text(contextid: $context->id, userid: $this->student->id, prompttext: 'What is 2 + 2?');
        return (new process_generate_text($this->provider($key), $action))->process();
    }

    /**
     * The request names the key, the course and the person; the answer comes back.
     */
    public function test_a_question(): void {
        $history = [];
        ['mock' => $mock] = $this->get_mocked_http_client($history);
        $mock->append(new Response(200, [], json_encode([
            'id' => 'c1',
            'choices' => [['message' => ['content' => '4'], 'finish_reason' => 'stop']],
            'usage' => ['prompt_tokens' => 9, 'completion_tokens' => 1],
        ])));
        $answer = $this->ask(\context_course::instance($this->course->id));
        $this->assertTrue($answer->get_success(), (string) $answer->get_errormessage());
        $this->assertSame('4', $answer->get_response_data()['generatedcontent']);

        $request = $history[0]['request'];
        $this->assertSame('https://tutor.example.org/v1/chat/completions', (string) $request->getUri());
        $this->assertSame('Bearer kb-secret', $request->getHeaderLine('Authorization'));
        $this->assertSame((string) $this->course->id, $request->getHeaderLine('X-Kibridge-Context'));
        $body = json_decode((string) $request->getBody(), true);
        $this->assertSame((string) $this->student->id, $body['user']);
        $this->assertSame('What is 2 + 2?', end($body['messages'])['content']);
    }

    /**
     * Without a pasted key the one is used that local_kibridge fetched, at the address that gave it and at no other.
     */
    public function test_a_fetched_key(): void {
        set_config('apikey', \core\encryption::encrypt('kb-fetched'), 'local_kibridge');
        set_config('apikeybase', 'https://bridge.example.org', 'local_kibridge');
        set_config('apikey', '', 'aiprovider_kibridge');
        $history = [];
        ['mock' => $mock] = $this->get_mocked_http_client($history);
        $mock->append(new Response(200, [], '{"choices":[{"message":{"content":"4"}}]}'));
        $this->assertTrue($this->provider('')->is_provider_configured());
        $this->assertTrue($this->ask(\context_course::instance($this->course->id), '')->get_success());
        $request = $history[0]['request'];
        $this->assertSame('https://bridge.example.org/v1/chat/completions', (string) $request->getUri());
        $this->assertSame('Bearer kb-fetched', $request->getHeaderLine('Authorization'));
    }

    /**
     * Without any key nothing is sent.
     */
    public function test_without_a_key(): void {
        set_config('apikey', '', 'aiprovider_kibridge');
        $history = [];
        $this->get_mocked_http_client($history);
        $this->assertFalse($this->provider('')->is_provider_configured());
        $answer = $this->ask(\context_course::instance($this->course->id), '');
        $this->assertSame(get_string('refused:key', 'aiprovider_kibridge'), $answer->get_errormessage());
        $this->assertSame([], $history);
    }

    /**
     * Answers that are none, and the string that explains them.
     *
     * @return array[]
     */
    public static function refusals(): array {
        $error = fn(string $code): string => json_encode(['error' => ['code' => $code, 'message' => 'secret words']]);
        return [
            'exam' => [403, $error('exam_locked'), 'refused:exam'],
            'closed' => [403, $error('closed'), 'refused:closed'],
            'unknown course' => [404, $error('context_not_found'), 'refused:course'],
            'wrong key' => [401, $error('invalid_api_key'), 'refused:key'],
            'too long' => [400, $error('context_length_exceeded'), 'refused:length'],
            'busy' => [503, $error('server_is_overloaded'), 'refused:busy'],
            'a proxy in between' => [502, '<html>Bad gateway</html>', 'refused:down'],
            'JSON that is no object' => [500, '"oops"', 'refused:down'],
            'an error that is text' => [500, '{"error":"oops"}', 'refused:down'],
            'an answer without an answer' => [200, '{"choices":[]}', 'refused:broken'],
            'an answer that is no JSON' => [200, 'hello', 'refused:broken'],
        ];
    }

    /**
     * Each refusal is told in our words, never in foreign ones.
     *
     * @dataProvider refusals
     * @param int $status
     * @param string $body
     * @param string $string
     */
    public function test_refusal(int $status, string $body, string $string): void {
        ['mock' => $mock] = $this->get_mocked_http_client();
        $mock->append(new Response($status, [], $body));
        $answer = $this->ask(\context_course::instance($this->course->id));
        $this->assertFalse($answer->get_success());
        $this->assertSame(get_string($string, 'aiprovider_kibridge', $status), $answer->get_errormessage());
    }

    /**
     * A limit says when there is more.
     */
    public function test_a_limit_says_when(): void {
        ['mock' => $mock] = $this->get_mocked_http_client();
        $limit = ['limit' => 2, 'used' => 2, 'resets_at' => '2030-01-01T00:00:00Z'];
        $mock->append(new Response(429, [], json_encode(['error' => ['code' => 'quota_exceeded', 'limit' => $limit]])));
        $answer = $this->ask(\context_course::instance($this->course->id));
        $this->assertSame(429, $answer->get_errorcode());
        $this->assertStringContainsString(userdate(strtotime('2030-01-01T00:00:00Z')), $answer->get_errormessage());
    }

    /**
     * A bridge that is away is told without its address or the key.
     */
    public function test_no_connection(): void {
        ['mock' => $mock] = $this->get_mocked_http_client();
        $mock->append(new ConnectException('cURL error 7 for kb-secret', new Request('POST', 'https://tutor.example.org')));
        $answer = $this->ask(\context_course::instance($this->course->id));
        $this->assertSame(get_string('refused:network', 'aiprovider_kibridge'), $answer->get_errormessage());
    }

    /**
     * Outside of courses, in quizzes and in somebody else's place nothing is sent at all.
     */
    public function test_where_nothing_is_sent(): void {
        $history = [];
        $this->get_mocked_http_client($history);
        $quiz = $this->getDataGenerator()->create_module('quiz', ['course' => $this->course->id]);
        $refused = fn(\context $context): string => $this->ask($context)->get_errormessage();
        $this->assertSame(get_string('refused:outside', 'aiprovider_kibridge'), $refused(\context_system::instance()));
        $this->assertSame(get_string('refused:quiz', 'aiprovider_kibridge'), $refused(\context_module::instance($quiz->cmid)));
        $elsewhere = \context_course::instance($this->getDataGenerator()->create_course()->id);
        $this->assertSame(get_string('refused:member', 'aiprovider_kibridge'), $refused($elsewhere));
        $this->setAdminUser();
        \core\session\manager::loginas($this->student->id, \context_system::instance());
        $this->assertSame(
            get_string('refused:person', 'aiprovider_kibridge'),
            $refused(\context_course::instance($this->course->id)),
        );
        $this->assertSame([], $history);
    }

    /**
     * If the admin allows it, there is AI outside of courses, without a course.
     */
    public function test_outside_of_courses_if_allowed(): void {
        set_config('outsidecourses', 1, 'aiprovider_kibridge');
        $history = [];
        ['mock' => $mock] = $this->get_mocked_http_client($history);
        $mock->append(new Response(200, [], '{"choices":[{"message":{"content":"4"}}]}'));
        $this->assertTrue($this->ask(\context_system::instance())->get_success());
        $this->assertFalse($history[0]['request']->hasHeader('X-Kibridge-Context'));
    }
}
