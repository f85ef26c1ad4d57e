<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Platform\Check;
use Kibridge\Ilias\Platform\Refused;
use Kibridge\Ilias\Platform\Registration;
use Kibridge\Ilias\Port\Fetched;

/** Following an invite, the bridge's half of it, and the checks afterwards. */
final class RegistrationTest extends Kit
{
    private const INVITE = self::BRIDGE . '/lti/register/abcdefghijklmnopqrstuv?by=link';
    private const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

    /**
     * A bridge that registers itself while we wait.
     *
     * @param array<string, mixed> $change to its document
     */
    private function bridge(array $change = [], ?string $token = null, int $times = 1): void
    {
        $this->fetch->answer = function (string $url) use ($change, $token, $times): Fetched {
            parse_str((string) parse_url($url, PHP_URL_QUERY), $query);
            $document = $change + [
                'client_name' => 'KI-Tutor',
                'initiate_login_uri' => self::BRIDGE . '/lti/login',
                'redirect_uris' => [self::BRIDGE . '/lti/launch'],
                'jwks_uri' => self::BRIDGE . '/lti/jwks.json',
                'scope' => 'https://purl.imsglobal.org/spec/lti-ags/scope/score other',
                self::TOOL => ['domain' => 'bridge.test', 'target_link_uri' => self::BRIDGE . '/lti/launch', 'messages' => []],
            ];
            $request = new Request('POST', '', [], [], ['authorization' => 'Bearer ' . ($token ?? $query['registration_token'])], (string) json_encode($document));
            $reply = null;
            for ($i = 0; $i < $times; $i++) {
                try {
                    $reply = $this->parts->registration()->register($request);
                } catch (\Kibridge\Ilias\Http\Problem $problem) {
                    return new Fetched(502, "<html><title>x</title><body><p>The learning platform refused: {$problem->getMessage()}</p></body></html>");
                }
            }
            return new Fetched(200, (string) $reply->body);
        };
    }

    private function refusal(string $invite = self::INVITE): Refused
    {
        try {
            $this->parts->registration()->run($invite, self::ISSUER);
        } catch (Refused $refused) {
            return $refused;
        }
        $this->fail('it worked');
    }

    public function testAnInviteConnects(): void
    {
        $this->bridge();
        $connection = $this->parts->registration()->run(self::INVITE, self::ISSUER);
        $this->assertEquals($connection, $this->parts->connections()->find());
        $this->assertSame('KI-Tutor', $connection->name);
        $this->assertSame([self::BRIDGE . '/lti/launch'], $connection->redirectUris);
        $this->assertSame(self::BRIDGE, $connection->origin());
        $this->assertStringContainsString('/lti/register/abcdefghijklmnopqrstuv?by=link&openid_configuration=https%3A%2F%2Filias.test%2Fplugin%2Fopenid-configuration.php&registration_token=', $this->fetch->asked[0]);
    }

    public function testWhatIsAnsweredHoldsClientDeploymentAndScopes(): void
    {
        $this->bridge();
        $answer = null;
        $inner = $this->fetch->answer;
        $this->fetch->answer = static function (string $url) use ($inner, &$answer): Fetched {
            $fetched = $inner($url);
            $answer = json_decode($fetched->body, true);
            return $fetched;
        };
        $connection = $this->parts->registration()->run(self::INVITE, self::ISSUER);
        $this->assertSame($connection->clientId, $answer['client_id']);
        $this->assertSame('1', $answer[self::TOOL]['deployment_id']);
        $this->assertSame('https://purl.imsglobal.org/spec/lti-ags/scope/score', $answer['scope']);
    }

    public function testWhatIsNoInviteIsNotAskedFor(): void
    {
        foreach (['', 'https://bridge.test/', 'ftp://bridge.test/lti/register/abcdefghijklmnopqrstuv', 'https://u@bridge.test/lti/register/abcdefghijklmnopqrstuv', "https://bridge.test/lti/register/abcdefghijklmnopqrstuv\n", 'file:///etc/passwd'] as $invite) {
            $this->assertSame('connect_no_invite', $this->refusal($invite)->key, $invite);
        }
        $this->assertSame([], $this->fetch->asked);
    }

    public function foreign(): array
    {
        return [
            'its login' => [['initiate_login_uri' => 'https://evil.test/lti/login']],
            'its launch' => [['redirect_uris' => ['https://evil.test/x']]],
            'one launch of two' => [['redirect_uris' => [self::BRIDGE . '/lti/launch', 'https://evil.test/x']]],
            'no launch' => [['redirect_uris' => []]],
            'its keys' => [['jwks_uri' => 'https://bridge.test.evil.test/jwks']],
            'another port' => [['jwks_uri' => 'https://bridge.test:444/jwks']],
            'no encryption' => [['jwks_uri' => 'http://bridge.test/jwks']],
            'no target' => [[self::TOOL => []]],
            'a tool that is no object' => [[self::TOOL => 'x']],
        ];
    }

    /**
     * @dataProvider foreign
     * @param array<string, mixed> $change
     */
    public function testEveryAddressIsTheBridgesOwn(array $change): void
    {
        $before = $this->parts->connections()->find();
        $this->bridge($change);
        $this->assertSame('connect_refused', $this->refusal()->key);
        $this->assertEquals($before, $this->parts->connections()->find());
    }

    public function testARegistrationTokenIsGoodForOneTime(): void
    {
        $this->bridge([], null, 2);
        $refused = $this->refusal();
        $this->assertStringContainsString('The learning platform refused', $refused->detail);
        $this->assertStringNotContainsString('<', $refused->detail);
    }

    public function testAnotherTokenRegistersNothing(): void
    {
        $this->bridge([], 'guess');
        $this->refusal();
        $this->fetch->answer = null;
        $problem = $this->problemOf(fn () => $this->parts->registration()->register(new Request('POST', '', [], [], ['authorization' => 'Bearer '], '{}')));
        $this->assertSame(401, $problem->status);
    }

    public function testABridgeThatIsSilentLeavesTheConnectionThatWasThere(): void
    {
        $before = $this->parts->connections()->find();
        $this->fetch->answer = null;
        $refused = $this->refusal();
        $this->assertSame(['connect_no_answer', 'could not connect'], [$refused->key, $refused->detail]);
        $this->assertEquals($before, $this->parts->connections()->find());
    }

    public function testTheConfigurationNamesTheConnectedAddress(): void
    {
        $configuration = $this->parts->registration()->configuration('http://inside.test/plugin');
        $this->assertSame(self::ISSUER, $configuration['issuer']);
        $this->assertSame(Registration::PRODUCT, $configuration['https://purl.imsglobal.org/spec/lti-platform-configuration']['product_family_code']);
        $this->parts->connections()->forget();
        $this->assertSame('http://inside.test/plugin', $this->parts->registration()->configuration('http://inside.test/plugin')['issuer']);
    }

    /** @return array<string, string> name => status */
    private function checks(string $issuer = self::ISSUER): array
    {
        return array_column(array_map(static fn (Check $check): array => [$check->name, $check->status], $this->parts->checks()->run($issuer)), 1, 0);
    }

    private function healthy(string $url): ?Fetched
    {
        $path = parse_url($url, PHP_URL_PATH);
        $date = ['date' => gmdate('D, d M Y H:i:s', $this->clock->now()) . ' GMT'];
        switch ($path) {
            case '/plugin/jwks.php':
                return new Fetched(200, (string) json_encode($this->parts->keys()->published()));
            case '/plugin/services.php/health':
                return new Fetched(200, '{"ok":true}');
            case '/readyz':
                return new Fetched(200, 'ready', $date);
            case '/lti/jwks.json':
                return new Fetched(200, '{"keys":[]}');
            case '/lti/login':
                return new Fetched(302, '', ['location' => self::ISSUER . '/auth.php?scope=openid']);
        }
        return null;
    }

    public function testAHealthyConnectionIsFineThroughout(): void
    {
        $this->fetch->answer = fn (string $url): ?Fetched => $this->healthy($url);
        $this->assertSame(['ok'], array_values(array_unique($this->checks())));
        $this->assertCount(8, $this->checks());
    }

    public function sick(): array
    {
        return [
            'the bridge is down' => ['/readyz', null, 'reachable', 'error'],
            'the bridge is not ready' => ['/readyz', new Fetched(503), 'reachable', 'error'],
            'a clock is slow' => ['/readyz', new Fetched(200, '', ['date' => gmdate('D, d M Y H:i:s', time() - 20) . ' GMT']), 'clock', 'warning'],
            'a clock is wrong' => ['/readyz', new Fetched(200, '', ['date' => gmdate('D, d M Y H:i:s', time() - 400) . ' GMT']), 'clock', 'error'],
            'a proxy answers for its keys' => ['/lti/jwks.json', new Fetched(200, '<html>'), 'keys', 'error'],
            'the bridge has forgotten us' => ['/lti/login', new Fetched(404, '<p>unknown platform</p>'), 'known', 'error'],
            'it sends people elsewhere' => ['/lti/login', new Fetched(302, '', ['location' => 'https://evil.test/auth.php?x']), 'known', 'error'],
            'our own files are not run' => ['/plugin/jwks.php', new Fetched(200, '<?php'), 'endpoints', 'error'],
            'another ILIAS answers' => ['/plugin/jwks.php', new Fetched(200, '{"keys":[{"kid":"x"}]}'), 'endpoints', 'error'],
            'paths get lost' => ['/plugin/services.php/health', new Fetched(404), 'paths', 'error'],
        ];
    }

    /** @dataProvider sick */
    public function testEachTroubleIsNamed(string $path, ?Fetched $answer, string $name, string $status): void
    {
        $this->fetch->answer = fn (string $url): ?Fetched => parse_url($url, PHP_URL_PATH) === $path ? $answer : $this->healthy($url);
        $checks = $this->checks();
        $this->assertSame($status, $checks[$name]);
        $this->assertSame([$name], array_keys(array_diff($checks, ['ok'])));
    }

    public function testAnotherAddressOfIliasIsNoticed(): void
    {
        $this->fetch->answer = fn (string $url): ?Fetched => $this->healthy($url);
        $this->assertSame('error', $this->checks('https://other.test/plugin')['address']);
        $this->parts->connections()->forget();
        $this->assertSame(['connected' => 'error'], $this->checks());
    }
}
