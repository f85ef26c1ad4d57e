<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Object\Activity;

/** From our object to the bridge and back with a signed message. */
final class LaunchTest extends Kit
{
    /** @return array<string, string> the parameters with which the bridge sends the browser here */
    private function begin(int $refId): array
    {
        $reply = $this->parts->begin()->reply($refId);
        $this->assertSame(302, $reply->status);
        parse_str((string) parse_url($reply->headers['Location'], PHP_URL_QUERY), $login);
        $this->assertStringStartsWith(self::BRIDGE . '/lti/login?', $reply->headers['Location']);
        $this->assertSame(self::ISSUER, $login['iss']);
        return [
            'scope' => 'openid',
            'response_type' => 'id_token',
            'response_mode' => 'form_post',
            'prompt' => 'none',
            'client_id' => $login['client_id'],
            'redirect_uri' => self::BRIDGE . '/lti/launch',
            'login_hint' => $login['login_hint'],
            'lti_message_hint' => $login['lti_message_hint'],
            'state' => 'state&"of bridge',
            'nonce' => 'n-1',
        ];
    }

    /** @param array<string, string> $params */
    private function authorize(array $params, string $method = 'GET'): Reply
    {
        return $this->parts->authorization()->handle(new Request($method, '', $method === 'GET' ? $params : [], $method === 'POST' ? $params : []));
    }

    /** @return array<string, mixed> the claims of a launch that works */
    private function launch(int $userId, int $refId): array
    {
        $this->person->user = $userId;
        $reply = $this->authorize($this->begin($refId));
        $this->assertSame(200, $reply->status, $reply->body);
        preg_match('~name="id_token" value="([^"]+)"~', $reply->body, $token);
        return $this->readByTool($token[1]);
    }

    public function testAMemberOpensFeedback(): void
    {
        $claims = $this->launch(21, 80);
        $this->assertSame('21', $claims['sub']);
        $this->assertSame('n-1', $claims['nonce']);
        $this->assertSame(self::CLIENT, $claims['aud']);
        $this->assertSame(str_repeat('a', 32), $claims[self::CLAIM . 'resource_link']['id']);
        $this->assertSame('Aufsatz', $claims[self::CLAIM . 'resource_link']['title']);
        $this->assertSame('70', $claims[self::CLAIM . 'context']['id']);
        $this->assertSame(['kibridge_kind' => 'feedback'], $claims[self::CLAIM . 'custom']);
        $this->assertSame(self::ISSUER . '/services.php/activities/80/lineitem', $claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint']['lineitem']);
        $this->assertSame(self::ISSUER . '/services.php/courses/70/members/80', $claims['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice']['context_memberships_url']);
        $this->assertArrayNotHasKey('name', $claims);
        $this->assertSame([['obj' => 180, 'user' => 21, 'mark' => null, 'comment' => null]], $this->world->progress);
    }

    public function testATutorSaysWhatItWasCopiedFromAndTakesNoGrades(): void
    {
        $claims = $this->launch(21, 81);
        $this->assertSame(['kibridge_kind' => 'tutor', 'kibridge_link_history' => str_repeat('c', 32)], $claims[self::CLAIM . 'custom']);
        $this->assertArrayNotHasKey('https://purl.imsglobal.org/spec/lti-ags/claim/endpoint', $claims);
    }

    public function people(): array
    {
        return [
            'a member' => [21, 'membership#Learner'],
            'the course administrator, in a folder' => [11, 'membership#Instructor'],
            'a course tutor' => [12, 'Instructor#TeachingAssistant'],
            'a tutor who may edit it, in a folder' => [13, 'membership#Instructor'],
            'the administrator of ILIAS' => [6, 'membership#Instructor'],
        ];
    }

    /** @dataProvider people */
    public function testRolesAreTrue(int $userId, string $role): void
    {
        $roles = $this->launch($userId, 80)[self::CLAIM . 'roles'];
        $this->assertStringEndsWith($role, $roles[0]);
        $this->assertSame($userId === 6, count($roles) === 2);
    }

    public function testNamesAreSentOnlyIfTheAdministratorWantsIt(): void
    {
        $this->settings->set('names', '1');
        $this->assertSame('Mia Muster', $this->launch(21, 80)['name']);
    }

    public function testOutsideOfCoursesThereIsNoContext(): void
    {
        $this->parts->activities()->save(new Activity(182, str_repeat('d', 32), Activity::TUTOR, true));
        $claims = $this->launch(6, 82);
        $this->assertArrayNotHasKey(self::CLAIM . 'context', $claims);
        $this->assertArrayNotHasKey('https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice', $claims);
    }

    public function testTheStateIsEscaped(): void
    {
        $reply = $this->authorize($this->begin(80), 'POST');
        $this->assertStringContainsString('value="state&amp;&quot;of bridge"', $reply->body);
        $this->assertMatchesRegularExpression("~script-src 'nonce-[0-9a-f]{32}'~", $reply->headers['Content-Security-Policy']);
    }

    public function wrong(): array
    {
        return [
            'another client' => [['client_id' => 'other'], 400, 'do not know each other'],
            'a redirect_uri that was not registered' => [['redirect_uri' => 'https://evil.test/lti/launch'], 400, 'does not know'],
            'one with something behind it' => [['redirect_uri' => self::BRIDGE . '/lti/launch?x=1'], 400, 'does not know'],
            'no redirect_uri' => [['redirect_uri' => ''], 400, 'does not know'],
            'another response type' => [['response_type' => 'code'], 400, 'cannot be read'],
            'an answer in the address' => [['response_mode' => 'query'], 400, 'cannot be read'],
            'no openid' => [['scope' => 'profile'], 400, 'cannot be read'],
            'a prompt' => [['prompt' => 'login'], 400, 'cannot be read'],
            'no nonce' => [['nonce' => ''], 400, 'cannot be read'],
            'an endless state' => [['state' => str_repeat('x', 9000)], 400, 'cannot be read'],
            'a hint that we never gave' => [['login_hint' => 'guess'], 403, 'used already'],
            'another object' => [['lti_message_hint' => '81'], 403, 'used already'],
            'no object' => [['lti_message_hint' => ''], 403, 'used already'],
        ];
    }

    /**
     * @dataProvider wrong
     * @param array<string, string> $change
     */
    public function testWhatIsWrongIsRefusedOnAPageOfOurs(array $change, int $status, string $words): void
    {
        $reply = $this->authorize($change + $this->begin(80));
        $this->assertSame($status, $reply->status);
        $this->assertStringContainsString($words, $reply->body);
        $this->assertStringNotContainsString('id_token', $reply->body);
        $this->assertStringNotContainsString('evil.test', $reply->body);
        $this->assertSame([], $this->world->progress);
    }

    public function testAHintIsGoodForOneTime(): void
    {
        $params = $this->begin(80);
        $this->assertSame(200, $this->authorize($params)->status);
        $this->assertSame(403, $this->authorize($params)->status);
    }

    public function testAHintIsGoodForItsSessionAndPersonOnly(): void
    {
        $params = $this->begin(80);
        $this->person->session = 'another session';
        $this->assertSame(403, $this->authorize($params)->status);
        $this->person->session = 'session of 21';
        $this->person->user = 22;
        $this->assertSame(403, $this->authorize($params)->status);
        $this->person->user = 21; // a stranger has not used it up
        $this->assertSame(200, $this->authorize($params)->status);
    }

    public function testAHintEnds(): void
    {
        $params = $this->begin(80);
        $this->clock->now += 601;
        $this->assertSame(403, $this->authorize($params)->status);
    }

    public function testASessionThatHasEndedIsSaidInWords(): void
    {
        $params = $this->begin(80);
        $this->person->user = 0;
        $reply = $this->authorize($params);
        $this->assertSame(401, $reply->status);
        $this->assertStringContainsString('Your session in ILIAS has ended', $reply->body);
    }

    public function testWordsAreThePersonsLanguage(): void
    {
        $this->person->lang = 'de';
        $this->parts = $this->partsFor('de');
        $reply = $this->authorize(['client_id' => 'other'] + $this->begin(80));
        $this->assertStringContainsString('<html lang="de">', $reply->body);
        $this->assertStringContainsString('ILIAS-Administration', $reply->body);
    }

    public function testWhatIsOfflineOrOverOpensForEditorsOnly(): void
    {
        $this->parts->activities()->save(new Activity(180, str_repeat('a', 32), Activity::FEEDBACK, true, null, $this->clock->now()));
        $this->assertSame(403, $this->authorize($this->begin(80))->status);
        $this->assertSame('13', $this->launch(13, 80)['sub']);
    }

    public function testWhoIsNotInTheCourseIsRefused(): void
    {
        $this->person->user = 30;
        $this->assertSame(403, $this->authorize($this->begin(80))->status);
    }

    public function testWhatWasDeletedMeanwhileIsRefused(): void
    {
        $params = $this->begin(80);
        unset($this->world->data['nodes'][80]);
        $this->assertSame(403, $this->authorize($params)->status);
    }

    public function testWithoutABridgeNothingBegins(): void
    {
        $this->parts->connections()->forget();
        $this->assertNull($this->parts->begin()->reply(80));
    }

    public function testNothingThatIsStoredIsAHint(): void
    {
        $params = $this->begin(80);
        $rows = $this->db->query('SELECT * FROM rep_robj_xkib_hint');
        $this->assertCount(1, $rows);
        $this->assertNotContains($params['login_hint'], $rows[0]);
        $this->assertNotContains('session of 21', $rows[0]);
    }
}
