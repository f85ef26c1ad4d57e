<?php

// A stand-in of ILIAS for PHP's built-in server: the plugin's endpoints on their real paths, and a few pages that do
// what ILIAS's own do. State is a folder ($ILIAS_STATE): world.json, sessions.json, a database, a journal.
declare(strict_types=1);

use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Ilias\Boot\Boot;
use Kibridge\Ilias\Ilias\CurlFetch;
use Kibridge\Ilias\Ilias\FirebaseJose;
use Kibridge\Ilias\Ilias\SystemClock;
use Kibridge\Ilias\Object\Activities;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\View;
use Kibridge\Ilias\Parts;
use Kibridge\Ilias\Platform\AccessTokens;
use Kibridge\Ilias\Platform\Front;
use Kibridge\Ilias\Platform\Refused;
use Kibridge\Ilias\Platform\Scope;
use Kibridge\Ilias\Tests\LangFile;
use Kibridge\Ilias\Tests\PdoDatabase;
use Kibridge\Ilias\Tests\Person;
use Kibridge\Ilias\Tests\World;

require_once __DIR__ . '/bootstrap.php';

$state = (string) getenv('ILIAS_STATE');
$base = (string) getenv('ILIAS_BASE');
$plugin = '/' . Boot::MODULE . '/';

$sessions = json_decode((string) @file_get_contents("$state/sessions.json"), true) ?: [];
$session = $sessions[$_COOKIE['PHPSESSID'] ?? ''] ?? ['user' => 0, 'lang' => 'en'];
$person = new Person($session['user'], $_COOKIE['PHPSESSID'] ?? 'none', $session['lang']);
$db = new PdoDatabase("$state/ilias.db");
$clock = new SystemClock();
$world = new World(json_decode((string) file_get_contents("$state/world.json"), true), new Activities($db), $clock, "$state/progress.jsonl");
$log = static fn (string $line): int|false => file_put_contents("$state/log.txt", "$line\n", FILE_APPEND);
$parts = new Parts($db, $world, $person, new LangFile($person->lang), new FirebaseJose(), new CurlFetch(), $clock, $base . rtrim($plugin, '/'), '8.12', static function (string $line) use ($log): void {
    $log($line);
});

$address = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (preg_match('~^' . preg_quote($plugin, '~') . '([a-z-]+)\.php(/.*)?$~D', $address, $found)) {
    $request = Request::fromGlobals();
    $request->path = $found[2] ?? '';
    (new Front($parts))->handle($found[1], $request)->send();
    return;
}
(page($address, $parts, $world, $person, $state) ?? new Reply(404, 'no such page'))->send();

/** What the GUI classes do with the same parts. */
function page(string $address, Parts $parts, World $world, Person $person, string $state): ?Reply
{
    $refId = (int) ($_GET['ref'] ?? 0);
    switch ($address) {
        case '/connect':
            try {
                return Reply::json(200, $parts->registration()->run((string) $_POST['invite'], $parts->issuer())->toArray());
            } catch (Refused $refused) {
                return Reply::json(422, ['words' => $parts->words()->text($refused->key, $refused->detail)]);
            }
        case '/checks':
            return Reply::json(200, array_map('get_object_vars', $parts->checks()->run($parts->issuer())));
        case '/access-token': // as the bridge gets one
            return Reply::json(200, ['token' => (new AccessTokens($parts->connections(), $parts->keys(), new FirebaseJose(), $parts->clock()))->issue($parts->connections()->find(), Scope::ALL)]);
        case '/content':
            if (!$world->mayRead($person->user, $refId)) {
                return new Reply(403, 'no access');
            }
            return new Reply(200, '<h1>' . $world->place($refId)->title . '</h1>' . (new View($parts->words()))->frame($world->place($refId)->title, "/launch?ref=$refId"));
        case '/launch':
            return $world->mayRead($person->user, $refId) ? $parts->begin()->reply($refId) : new Reply(403, 'no access');
        case '/add':
            return add($parts, $world, $state, $refId, (int) $_GET['parent'], (string) $_GET['title'], new Activity($refId + 1000, Activity::newLinkId(), Activity::kindOf((string) $_GET['kind']), true));
        case '/copy':
            $copy = $parts->activities()->find($world->place((int) $_GET['from'])->objId)->copyTo($refId + 1000);
            $copy->online = true;
            return add($parts, $world, $state, $refId, (int) $_GET['parent'], (string) $_GET['title'], $copy);
    }
    return null;
}

function add(Parts $parts, World $world, string $state, int $refId, int $parent, string $title, Activity $activity): Reply
{
    $world->data['nodes'][$refId] = ['type' => 'xkib', 'obj' => $activity->objId, 'title' => $title, 'parent' => $parent];
    file_put_contents("$state/world.json", json_encode($world->data));
    $parts->activities()->save($activity);
    return Reply::json(201, get_object_vars($activity));
}
