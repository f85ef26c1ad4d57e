<?php

// Runs the classes that ILIAS knows by name against stand-ins of what ILIAS gives them: KIBRIDGE_ILIAS=8|11 php shells.php
// Ends with "ok" or with what is wrong.
declare(strict_types=1);

use Kibridge\Ilias\Ilias\IliasDatabase;
use Kibridge\Ilias\Ilias\IliasParts;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\Grade;
use Kibridge\Ilias\Platform\Connection;
use Kibridge\Ilias\Platform\Roles;
use Kibridge\Ilias\Store\Schema;

set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    throw new ErrorException($message, 0, $level, $file, $line);
});
require_once __DIR__ . '/bootstrap.php';
foreach (['services', 'base', 'gui'] as $file) {
    require_once __DIR__ . "/ilias/$file.php";
}
const ANONYMOUS_USER_ID = 13;
const SYSTEM_ROLE_ID = 2;
const ILIAS_HTTP_PATH = 'https://ilias.test/sub/Customizing/global/plugins';
const ILIAS_VERSION_NUMERIC = '8.12';
const IL_CAL_UNIX = 1;
$plugin = __DIR__ . '/../../../plugins/ilias/KIBridge';
foreach (glob("$plugin/classes/*.php") as $file) {
    require_once $file;
}

function same(mixed $expected, mixed $seen, string $what): void
{
    if ($expected !== $seen) {
        throw new Exception("$what: " . var_export($seen, true) . ' instead of ' . var_export($expected, true));
    }
}

function has(string $part, string $whole, string $what): void
{
    same(true, strpos($whole, $part) !== false, "$what ($whole)");
}

/** What a command of ILIAS's kind does; it may end by sending the browser elsewhere. */
function page(object $gui, string $cmd, array $post = []): void
{
    Screen::clear();
    Screen::$post = $post;
    try {
        $gui->performCommand($cmd);
    } catch (Gone $gone) {
        Screen::$redirect = Screen::$redirect ?: $gone->getMessage();
    }
}

$values = static fn (Closure $values): object => new class ($values) {
    public function __construct(private Closure $values)
    {
    }

    public function has(string $name): bool
    {
        return isset(($this->values)()[$name]);
    }

    public function retrieve(string $name, string $as): mixed
    {
        $value = ($this->values)()[$name];
        return $as === 'int' ? (int) $value : (string) $value;
    }
};
$maker = static fn (array $methods): object => new class ($methods) {
    /** @param array<string, Closure> $methods */
    public function __construct(private array $methods)
    {
    }

    public function __call(string $name, array $arguments): mixed
    {
        return ($this->methods[$name] ?? throw new Error("no $name here"))(...$arguments);
    }
};
$wrapper = $maker(['post' => fn () => $values(fn () => Screen::$post), 'query' => fn () => $values(fn () => ['ref_id' => '9'])]);
$logged = [];
$ilKIBridgePlugin = new ilKIBridgePlugin();
$DIC = new ILIAS\DI\Container([
    'database' => new Database(),
    'access' => new ilAccess(),
    'language' => new ilLanguage(),
    'user' => new ilObjUser(),
    'ctrl' => new ilCtrl(),
    'repositoryTree' => new Tree(),
    'component.factory' => $maker(['getPlugin' => fn (string $id) => $ilKIBridgePlugin]),
    'rbac' => $maker([
        'review' => fn () => $maker(['isAssigned' => fn (int $user, int $role): bool => $user === 6]),
        'system' => fn () => $maker(['checkAccess' => fn (string $right, int $ref): bool => $ref === 9]),
    ]),
    'http' => $maker(['wrapper' => fn () => $wrapper, 'request' => fn () => $maker(['getMethod' => fn () => Screen::$method])]),
    'refinery' => $maker(['kindlyTo' => fn () => $maker(['string' => fn () => 'string', 'int' => fn () => 'int'])]),
    'ui' => $maker(['mainTemplate' => fn () => new ilGlobalTemplate()]),
    'logger' => $maker(['root' => fn () => $maker(['warning' => function (string $line) use (&$logged): void {
        $logged[] = $line;
    }])]),
]);

same([], array_values(array_intersect(ilObjKIBridgeGUI::taken(), array_map(
    static fn (ReflectionMethod $method): string => $method->getName(),
    array_filter((new ReflectionClass('ilObjKIBridgeGUI'))->getMethods(), static fn (ReflectionMethod $method): bool => $method->class === 'ilObjKIBridgeGUI')
))), 'names that ILIAS has already');

// ---- the database: ILIAS takes dbupdate.php apart and runs a step as text ----
$step = explode("<?php\n", explode('<#1>', (string) file_get_contents("$plugin/sql/dbupdate.php"))[1])[1];
$ilDB = $DIC->database();
eval(str_replace('?>', '', $step));
eval(str_replace('?>', '', $step)); // a step that ran before does no harm
foreach (Schema::tables() as $table) {
    same(true, $ilDB->tableExists($table), $table);
}
$db = new IliasDatabase($ilDB);
same(true, $db->add(Schema::PREFIX . 'used', ['jti' => "it's", 'expires_at' => 5]), 'a new row');
same(false, $db->add(Schema::PREFIX . 'used', ['jti' => "it's", 'expires_at' => 6]), 'the same row');
same(1, $db->execute('DELETE FROM ' . Schema::PREFIX . 'used WHERE jti = %s', ["it's"]), 'rows that a statement changed');

// ---- rights ----
same([true, true], [$ilKIBridgePlugin->activateForTest(), $ilKIBridgePlugin->activateForTest()], 'activation, and once more');
same(['71', '72'], array_map('strval', $ilDB->query('SELECT ops_id FROM rbac_ta ORDER BY ops_id')->fetchAll(PDO::FETCH_COLUMN)), 'rights of learning progress');
same(['KIBridge', true], [$ilKIBridgePlugin->getPluginName(), $ilKIBridgePlugin->allowCopy()], 'the plugin');

// ---- the object: made, changed, copied, read ----
ilAccess::$rights = [11 => ['read', 'write'], 21 => ['read'], 22 => ['read'], 6 => ['read', 'write']];
$parts = IliasParts::make();
same('https://ilias.test/sub/Customizing/global/plugins/Services/Repository/RepositoryObject/KIBridge', IliasParts::issuer(), 'the address');
$object = new ilObjKIBridge();
$object->setTitle('Aufsatz & Co');
$object->create();
$gui = new ilObjKIBridgeGUI($object);
Screen::clear();
Screen::$post = ['kind' => 'feedback'];
same(['tutor', 'feedback'], $gui->createForTest($object)->items['kind']->options, 'kinds to choose from');
same('feedback', $object->activity()->kind, 'the kind that was chosen');
same(false, (new ilObjKIBridgeAccess())->_checkAccess('', 'read', 80, 180, 21), 'a member, offline');
same(true, (new ilObjKIBridgeAccess())->_checkAccess('', 'read', 80, 180, 11), 'an editor, offline');
same([false, true], [(new ilObjKIBridgeAccess())->_checkAccess('', 'visible', 80, 180, 21), (new ilObjKIBridgeAccess())->_checkAccess('', 'visible', 80, 180, 11)], 'who sees it offline');

page($gui, 'showContent');
has('not set up', Screen::$messages['info'], 'without a bridge');
same(['content', 'info_short', 'settings', 'learning_progress', 'export', 'perm_settings'], $gui->tabsForTest(), 'tabs of an editor');
page($gui, 'editSettings');
same(false, strpos(Screen::$content, 'desk'), 'no desk without a bridge');

$parts->connections()->save(new Connection(IliasParts::issuer(), 'c', 'KI <b>', 'https://bridge.test/lti/login', 'https://bridge.test/lti/launch', ['https://bridge.test/lti/launch'], 'https://bridge.test/lti/jwks.json'));
$good = ['title' => 'Aufsatz', 'desc' => 'x', 'online' => '1', 'kind' => 'feedback', 'mastery' => '60', 'opens' => 1000, 'closes' => 4000000000];
page($gui, 'saveSettings', ['closes' => 900] + $good);
has('must be after', Screen::$content, 'times the wrong way round');
page($gui, 'saveSettings', $good);
same(['editSettings', 'Aufsatz', true, 60, 1000], [Screen::$redirect, $object->getTitle(), $object->activity()->online, $object->activity()->mastery, $object->activity()->opensAt], 'saved settings');
page($gui, 'editSettings');
has('Open the desk', Screen::$content, 'the way to the desk');
page($gui, 'showContent');
has('<iframe title="Aufsatz" src="ilias.php?cmd=launch&amp;ref_id=80"', Screen::$content, 'the frame');
page($gui, 'launch');
has('https://bridge.test/lti/login?iss=', Screen::$redirect, 'the way to the bridge');
ilObjUser::$current = 21;
page($gui, 'saveSettings', $good);
same('no write', Screen::$redirect, 'a member at the settings');
page($gui, 'launch');
has('lti_message_hint=80', Screen::$redirect, 'a member opens it');
ilObjUser::$current = 11;

$copy = $object->cloneObject(70);
same([[$object->activity()->linkId], false, 'feedback'], [$copy->activity()->history, $copy->activity()->online, $copy->activity()->kind], 'a copy');
$again = (new ilObjKIBridge())->load(180);
same(60, $again->activity()->mastery, 'the object, read again');
$xml = (new ilKIBridgeExporter())->getXmlRepresentation('xkib', '8.0.0', '180');
$mapping = new ilImportMapping();
(new ilKIBridgeImporter())->importXmlRepresentation('xkib', '180', $xml, $mapping);
$imported = (new ilObjKIBridge())->load((int) $mapping->added[0][3]);
same(['Plugins/xkib', 'xkib', '180'], array_slice($mapping->added[0], 0, 3), 'where ILIAS looks for what an import has made');
same([[$object->activity()->linkId], 60, 'Aufsatz'], [$imported->activity()->history, $imported->activity()->mastery, $imported->getTitle()], 'what was exported and imported');
(new ilKIBridgeImporter())->importXmlRepresentation('xkib', '2', preg_replace('~seal="[^"]{3}~', 'seal="000', $xml), $mapping);
same(false, in_array($object->activity()->linkId, (new ilObjKIBridge())->load((int) $mapping->added[1][3])->activity()->history, true), 'a file that somebody made by hand');
$mapping->made = ['components/ILIAS/Container' => (string) $copy->getId()];
(new ilKIBridgeImporter())->importXmlRepresentation('xkib', '180', $xml, $mapping);
same([(string) $copy->getId(), 60], [$mapping->added[2][3], (new ilObjKIBridge())->load($copy->getId())->activity()->mastery], 'an object that an imported course has made');
$mapping->made = [];
(new ilKIBridgeImporter())->importXmlRepresentation('xkib', '1', '<xkib link="x" kind="evil" mastery="900" opens="-1" history="a,b"><title>t</title></xkib>', $mapping);
same([Activity::TUTOR, 100, null], [($odd = (new ilObjKIBridge())->load((int) $mapping->added[3][3])->activity())->kind, $odd->mastery, $odd->opensAt], 'an odd file');
(new ilKIBridgeImporter())->importXmlRepresentation('xkib', '1', '<xkib', $mapping);
same(4, count($mapping->added), 'a file that is no XML');

// ---- learning progress ----
$parts->grades()->opened(180, 21, 5);
$parts->grades()->save(180, new Grade(22, 5, 7.0, 10.0, 'Completed', 'FullyGraded'));
same([[22], [21], [], [24]], [$object->getLPCompleted(), $object->getLPInProgress(), $object->getLPFailed(), $object->getLPNotAttempted()], 'who is how far');
same([2, 1, 0, 70], [$object->getLPStatusForUser(22), $object->getLPStatusForUser(21), $object->getLPStatusForUser(12), $object->getPercentageForUser(22)], 'one by one');
same(true, ilObjKIBridgeAccess::checkCondition(180, 'passed', '', 22), 'a condition that is met');
same(false, ilObjKIBridgeAccess::checkCondition(180, 'failed', '', 22), 'one that is not');
$parts->campus()->progressed(180, 22, '7 / 10', 'gut');
same([[180, 22, '7 / 10', 'gut'], [180, 22]], [ilLPMarks::$rows[0], end(ilLPStatusWrapper::$calls)], 'a mark in ILIAS');
page($gui, 'saveSettings', ['kind' => 'tutor'] + $good);
same('feedback', $object->activity()->kind, 'the kind stays once it was opened');

// ---- the campus ----
$place = $parts->campus()->place(80);
same([70, 'Aufsatz', 180], [$place->contextRefId, $place->title, $place->objId], 'where it lies: the course, not the group');
same([11 => 'admin', 12 => 'tutor', 21 => 'member', 22 => 'member', 24 => 'member'], $parts->campus()->participants(70), 'participants, without who is blocked');
same([Roles::INSTRUCTOR, Roles::ADMINISTRATOR], (new Roles($parts->campus()))->of(6, 80, null), 'root');
same(null, $parts->campus()->place(4711), 'what is not there');
ilObjUser::$current = 13;
same(0, $parts->visitor()->userId(), 'the anonymous account is nobody');
ilObjUser::$current = 11;

// ---- the list ----
$list = new ilObjKIBridgeListGUI();
$list->init();
$list->obj_id = 180;
same([false, true, []], [$list->link_enabled, $list->copy_enabled, $list->getProperties()], 'an object in the list');
$list->obj_id = $copy->getId();
same('Offline', $list->getProperties()[0]['value'], 'an offline object in the list');
same(['showContent', 'editSettings'], array_column($list->initCommands(), 'cmd'), 'its commands');

// ---- the configuration ----
$config = new ilKIBridgeConfigGUI();
page($config, 'configure');
has('Connected with KI &lt;b&gt; (https://bridge.test).', Screen::$content, 'who is connected');
page($config, 'disconnect');
has('permission_denied', Screen::$messages['failure'], 'a change by a mere link');
Screen::$method = 'POST';
page($config, 'connect', ['invite' => 'no invite']);
has('This is no invite', Screen::$messages['failure'], 'what is no invite');
page($config, 'connect', ['invite' => 'http://127.0.0.1:9/lti/register/abcdefghijklmnopqrst']);
has('kibridge does not answer: ', Screen::$messages['failure'], 'a bridge that is silent');
page($config, 'saveNames', ['names' => '1']);
same('1', $parts->settings()->get('names'), 'names');
page($config, 'rotate');
page($config, 'rotate');
same(2, count($parts->keys()->published()['keys']), 'keys');
page($config, 'disconnect');
same(null, $parts->connections()->find(), 'disconnected');
page($config, 'check');
has('Connected with a kibridge', Screen::$content, 'the check without a bridge');

// ---- the end ----
$object->delete();
same([null, false], [$parts->activities()->find(180), $parts->grades()->anybody(180)], 'what a deleted object leaves');
$ilKIBridgePlugin->uninstallForTest();
foreach (Schema::tables() as $table) {
    same(false, $ilDB->tableExists($table), "$table after uninstalling");
}
same(['crs'], $ilDB->query('SELECT type FROM rbac_templates')->fetchAll(PDO::FETCH_COLUMN), 'what roles were granted, after uninstalling');
same([], $logged, 'the log');
echo "ok\n";
