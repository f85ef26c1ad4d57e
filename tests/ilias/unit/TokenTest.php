<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Platform\Connection;
use Kibridge\Ilias\Platform\Scope;
use Kibridge\Ilias\Port\Fetched;

/** Access tokens: who gets one, and what it opens. */
final class TokenTest extends Kit
{
    public function testTheBridgeGetsATokenForWhatWeOffer(): void
    {
        $reply = $this->parts->token()->handle($this->tokenRequest([], ['scope' => Scope::SCORE . ' https://purl.imsglobal.org/spec/lti-ags/scope/lineitem ' . Scope::MEMBERS]));
        $answer = json_decode($reply->body, true);
        $this->assertSame(200, $reply->status);
        $this->assertSame('Bearer', $answer['token_type']);
        $this->assertSame(3600, $answer['expires_in']);
        $this->assertSame(Scope::SCORE . ' ' . Scope::MEMBERS, $answer['scope']);
        $this->assertSame('no-store', $reply->headers['Cache-Control']);
    }

    public function bad(): array
    {
        return [
            'another issuer' => [['iss' => 'other'], [], 401, 'invalid_client'],
            'another subject' => [['sub' => 'other'], [], 401, 'invalid_client'],
            'for another endpoint' => [['aud' => 'https://ilias.test/other'], [], 401, 'invalid_client'],
            'for nobody' => [['aud' => null], [], 401, 'invalid_client'],
            'without an end' => [['exp' => null], [], 401, 'invalid_client'],
            'too old' => [['iat' => time() - 900, 'exp' => time() - 600], [], 401, 'invalid_client'],
            'good for a day' => [['exp' => time() + 86400], [], 401, 'invalid_client'],
            'of the future' => [['iat' => time() + 600], [], 401, 'invalid_client'],
            'without an id' => [['jti' => null], [], 401, 'invalid_client'],
            'unsigned' => [[], ['client_assertion' => 'eyJhbGciOiJub25lIn0.e30.'], 401, 'invalid_client'],
            'no assertion' => [[], ['client_assertion' => ''], 401, 'invalid_client'],
            'another type' => [[], ['client_assertion_type' => 'secret'], 401, 'invalid_client'],
            'another grant' => [[], ['grant_type' => 'password'], 400, 'unsupported_grant_type'],
            'a scope that we have not' => [[], ['scope' => 'openid'], 400, 'invalid_scope'],
            'no scope' => [[], ['scope' => ''], 400, 'invalid_scope'],
        ];
    }

    /**
     * @dataProvider bad
     * @param array<string, mixed> $claims
     * @param array<string, string> $form
     */
    public function testAnAssertionThatIsWrongGetsNothing(array $claims, array $form, int $status, string $error): void
    {
        $problem = $this->problemOf(fn () => $this->parts->token()->handle($this->tokenRequest($claims, $form)));
        $this->assertSame([$status, $error], [$problem->status, $problem->error]);
    }

    public function testAnAssertionIsGoodForOneTime(): void
    {
        $request = $this->tokenRequest();
        $this->assertSame(200, $this->parts->token()->handle($request)->status);
        $problem = $this->problemOf(fn () => $this->parts->token()->handle($request));
        $this->assertSame('the assertion was used before', $problem->getMessage());
    }

    public function testAListOfAudiencesWithOursIsFine(): void
    {
        $this->assertSame(200, $this->parts->token()->handle($this->tokenRequest(['aud' => ['https://x.test', self::ISSUER]]))->status);
    }

    public function testTheBridgesKeysAreAskedForOnceAndAgainWhenTheyDoNotFit(): void
    {
        $this->bearer();
        $this->bearer();
        $this->assertCount(1, $this->fetch->asked);
        $set = $this->settings->getObject('tool_keys');
        $set['set']['keys'][0]['kid'] = 'an older one';
        $set['at'] = $this->clock->now() - 90;
        $this->settings->setObject('tool_keys', $set);
        $this->bearer();
        $this->assertCount(2, $this->fetch->asked);
    }

    public function testAStrangersTokenDoesNotMakeUsAskAgainAndAgain(): void
    {
        $this->bearer();
        for ($i = 0; $i < 3; $i++) {
            $this->problemOf(fn () => $this->parts->token()->handle($this->tokenRequest([], ['client_assertion' => 'a.b.c'])));
        }
        $this->assertCount(1, $this->fetch->asked);
    }

    public function testABridgeWhoseKeysCannotBeHadGetsNothing(): void
    {
        $this->fetch->answer = static fn (): Fetched => new Fetched(200, 'a login page of a proxy');
        $problem = $this->problemOf(fn () => $this->parts->token()->handle($this->tokenRequest()));
        $this->assertSame(401, $problem->status);
    }

    public function testATokenOpensOnlyItsScope(): void
    {
        $problem = $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $this->bearer(Scope::SCORE)));
        $this->assertSame([403, 'insufficient_scope'], [$problem->status, $problem->error]);
        $this->assertSame(200, $this->service('GET', '/courses/70/members/80', $this->bearer(Scope::MEMBERS))->status);
    }

    public function testNoTokenAndSomethingElseOpenNothing(): void
    {
        foreach (['', 'nonsense', $this->signByTool(['exp' => time() + 60])] as $bearer) {
            $problem = $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $bearer));
            $this->assertSame([401, 'invalid_token'], [$problem->status, $problem->error]);
        }
    }

    public function testAMessageOfALaunchIsNoAccessToken(): void
    {
        $key = $this->parts->keys()->signing();
        $claims = ['iss' => self::ISSUER, 'aud' => self::CLIENT, 'sub' => self::CLIENT, 'exp' => time() + 60, 'scope' => implode(' ', Scope::ALL)];
        $token = (new \Kibridge\Ilias\Ilias\FirebaseJose())->sign($claims, $key['private'], $key['kid']);
        $this->assertSame(401, $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $token))->status);
    }

    public function testDisconnectingEndsItsTokens(): void
    {
        $bearer = $this->bearer();
        $old = $this->parts->connections()->find();
        $this->parts->connections()->forget();
        $this->assertSame(401, $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $bearer))->status);
        $this->parts->connections()->save(Connection::fromArray(['clientId' => 'client-2'] + $old->toArray()));
        $this->assertSame(401, $this->problemOf(fn () => $this->service('GET', '/courses/70/members/80', $bearer))->status);
    }

    public function testOnlyPostsAreHeard(): void
    {
        $this->assertSame(405, $this->problemOf(fn () => $this->parts->token()->handle(new Request('GET')))->status);
    }
}
