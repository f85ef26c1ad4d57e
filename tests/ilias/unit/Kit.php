<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Firebase\JWT\JWK;
use Firebase\JWT\JWT;
use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Ilias\FirebaseJose;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Parts;
use Kibridge\Ilias\Platform\Connection;
use Kibridge\Ilias\Platform\Keys;
use Kibridge\Ilias\Platform\Scope;
use Kibridge\Ilias\Port\Fetched;
use Kibridge\Ilias\Store\Settings;
use Kibridge\Ilias\Tests\FixedClock;
use Kibridge\Ilias\Tests\LangFile;
use Kibridge\Ilias\Tests\PdoDatabase;
use Kibridge\Ilias\Tests\Person;
use Kibridge\Ilias\Tests\ScriptedFetch;
use Kibridge\Ilias\Tests\World;
use PHPUnit\Framework\TestCase;

/**
 * A small ILIAS with one course: feedback object 80 in a folder, tutor 81, and somebody of each kind.
 * 11 course administrator, 12 tutor, 13 tutor who may edit object 80, 21 to 25 members, 30 nobody, 6 root.
 */
abstract class Kit extends TestCase
{
    protected const ISSUER = 'https://ilias.test/plugin';
    protected const BRIDGE = 'https://bridge.test';
    protected const CLIENT = 'client-1';
    protected const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';

    protected PdoDatabase $db;
    protected FixedClock $clock;
    protected ScriptedFetch $fetch;
    protected Person $person;
    protected World $world;
    protected Parts $parts;
    protected Settings $settings;
    /** @var list<string> */
    protected array $log = [];
    private static ?Keys $toolKeys = null;

    protected function setUp(): void
    {
        $this->db = new PdoDatabase();
        $this->settings = new Settings($this->db);
        $this->clock = new FixedClock();
        $this->fetch = new ScriptedFetch();
        $this->person = new Person(21, 'session of 21');
        $this->log = [];
        // Making keys takes its time: one pair for us and one for the bridge.
        self::$toolKeys ??= new Keys(new Settings(new PdoDatabase()), $this->clock);
        $this->settings->setObject('keys', self::ourKeys());
        $this->parts = $this->partsFor('en');
        $this->parts->activities()->save(new Activity(180, str_repeat('a', 32), Activity::FEEDBACK, true));
        $this->parts->activities()->save(new Activity(181, str_repeat('b', 32), Activity::TUTOR, true, null, null, 50, [str_repeat('c', 32)]));
        $this->parts->connections()->save(new Connection(
            self::ISSUER,
            self::CLIENT,
            'KI',
            self::BRIDGE . '/lti/login',
            self::BRIDGE . '/lti/launch',
            [self::BRIDGE . '/lti/launch'],
            self::BRIDGE . '/lti/jwks.json'
        ));
        $this->fetch->answer = static fn (string $url): ?Fetched => $url === self::BRIDGE . '/lti/jwks.json'
            ? new Fetched(200, (string) json_encode(self::$toolKeys->published()))
            : null;
    }

    protected function partsFor(string $lang): Parts
    {
        $this->world = new World(self::world(), new \Kibridge\Ilias\Object\Activities($this->db), $this->clock);
        $log = function (string $line): void {
            $this->log[] = $line;
        };
        return new Parts($this->db, $this->world, $this->person, new LangFile($lang), new FirebaseJose(), $this->fetch, $this->clock, self::ISSUER, '8.12', $log);
    }

    /** @return array<string, mixed> */
    private static function world(): array
    {
        $name = static fn (string $given): array => ['given' => $given, 'family' => 'Muster'];
        return [
            'users' => array_map($name, [11 => 'Ada', 12 => 'Tom', 13 => 'Tea', 21 => 'Mia', 22 => 'Max', 23 => 'Ben', 24 => 'Eva', 25 => 'Jan', 30 => 'Zoe'])
                + [6 => ['given' => 'Root', 'family' => 'User', 'root' => true]],
            'nodes' => [
                70 => ['type' => 'crs', 'title' => 'Logik', 'parent' => 1],
                71 => ['type' => 'fold', 'title' => 'Woche 1', 'parent' => 70],
                72 => ['type' => 'crs', 'title' => 'Andere', 'parent' => 1],
                80 => ['type' => 'xkib', 'obj' => 180, 'title' => 'Aufsatz', 'description' => 'Schreiben', 'parent' => 71],
                81 => ['type' => 'xkib', 'obj' => 181, 'title' => 'Tutor', 'parent' => 70],
                82 => ['type' => 'xkib', 'obj' => 182, 'title' => 'Außerhalb', 'parent' => 1],
            ],
            'people' => [70 => [11 => 'admin', 12 => 'tutor', 13 => 'tutor', 21 => 'member', 22 => 'member', 23 => 'member', 24 => 'member', 25 => 'member']],
            'editors' => [80 => [13]],
        ];
    }

    /** @return list<array<string, mixed>> */
    private static function ourKeys(): array
    {
        static $keys = null;
        return $keys ??= (new Keys(new Settings(new PdoDatabase()), new FixedClock()))->rotate();
    }

    /** @param array<string, mixed> $claims of the bridge */
    protected function signByTool(array $claims): string
    {
        $key = self::$toolKeys->signing();
        return JWT::encode($claims, $key['private'], 'RS256', $key['kid']);
    }

    /** @return array<string, mixed> what the bridge reads of our token */
    protected function readByTool(string $token): array
    {
        $claims = JWT::decode($token, JWK::parseKeySet($this->parts->keys()->published()));
        return json_decode((string) json_encode($claims), true);
    }

    protected function bearer(string ...$scopes): string
    {
        $reply = $this->parts->token()->handle($this->tokenRequest([], ['scope' => implode(' ', $scopes ?: Scope::ALL)]));
        return json_decode($reply->body, true)['access_token'];
    }

    /**
     * @param array<string, mixed> $claims
     * @param array<string, string> $form
     */
    protected function tokenRequest(array $claims = [], array $form = []): Request
    {
        $assertion = $this->signByTool(array_filter($claims + [
            'iss' => self::CLIENT,
            'sub' => self::CLIENT,
            'aud' => self::ISSUER . '/token.php',
            'iat' => $this->clock->now(),
            'exp' => $this->clock->now() + 300,
            'jti' => bin2hex(random_bytes(8)),
        ], static fn ($value): bool => $value !== null));
        return new Request('POST', '', [], $form + [
            'grant_type' => 'client_credentials',
            'client_assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            'client_assertion' => $assertion,
            'scope' => implode(' ', Scope::ALL),
        ]);
    }

    /** @param array<string, string> $query */
    protected function service(string $method, string $path, string $bearer, array $query = [], string $body = '', string $type = ''): Reply
    {
        $headers = ['authorization' => $bearer === '' ? '' : "Bearer $bearer", 'content-type' => $type];
        return $this->parts->services()->handle(new Request($method, $path, $query, [], $headers, $body));
    }

    /** The problem that this call must end with. */
    protected function problemOf(\Closure $call): Problem
    {
        try {
            $call();
        } catch (Problem $problem) {
            return $problem;
        }
        $this->fail('nothing was refused');
    }
}
