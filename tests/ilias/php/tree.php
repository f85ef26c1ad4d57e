<?php

// Holds the plugin against the source tree of an ILIAS: php tree.php DIR
// Our classes are declared below ILIAS's own, and every call of ours leads to a method that is there. No database and no
// libraries are needed for that. Ends with "ok VERSION" or with what does not fit.
declare(strict_types=1);

use Kibridge\Ilias\Ilias\Boot\Boot;

require_once __DIR__ . '/bootstrap.php';

$tree = rtrim($argv[1], '/');
$web = is_file("$tree/public/ilias.php") ? "$tree/public" : $tree;
$plugin = __DIR__ . '/../../../plugins/ilias/KIBridge';

/** @return array<string, string> class => file; the names in lower case */
function classesOf(string $folder): array
{
    $classes = [];
    $files = new RecursiveIteratorIterator(new RecursiveCallbackFilterIterator(
        new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS),
        static fn (SplFileInfo $file): bool => !in_array($file->getFilename(), ['vendor', 'test', 'tests', 'node_modules', '.git'], true)
    ));
    foreach ($files as $file) {
        if ($file->getExtension() !== 'php') {
            continue;
        }
        $code = (string) file_get_contents((string) $file);
        $space = preg_match('~^namespace\s+([\w\\\\]+)~m', $code, $found) ? $found[1] . '\\' : '';
        preg_match_all('~^\s*(?:(?:abstract|final|readonly)\s+)*(?:class|interface|trait)\s+(\w+)~m', $code, $names);
        foreach ($names[1] as $name) {
            $classes[strtolower($space . $name)] ??= (string) $file;
        }
    }
    return $classes;
}

$classes = [];
foreach (['Services', 'Modules', 'components', 'src'] as $folder) {
    if (is_dir("$tree/$folder")) {
        $classes += classesOf("$tree/$folder");
    }
}
spl_autoload_register(static function (string $class) use ($classes): void {
    if (isset($classes[strtolower($class)])) {
        require_once $classes[strtolower($class)];
    }
});

// ---- the classes that ILIAS knows by name ----
foreach (glob("$plugin/classes/*.php") as $file) {
    require_once $file;
}

// ---- what we call ----
$calls = [
    'ilDBInterface' => ['queryF', 'manipulateF', 'fetchAssoc', 'replace', 'insert', 'query', 'tableExists', 'createTable', 'addPrimaryKey', 'dropTable'],
    'ilObject' => ['_exists', '_lookupType', '_lookupObjId', '_lookupTitle', '_lookupDescription', '_getAllReferences', 'getRefId', 'getLongDescription', 'setImportId'],
    'ilObjectFactory' => ['getInstanceByObjId'],
    'ilTree' => ['getPathFull', 'isDeleted', 'getSubTree', 'getNodeData'],
    'ilAccessHandler' => ['checkAccess', 'checkAccessOfUser'],
    'ilRbacReview' => ['isAssigned'],
    'ilRbacSystem' => ['checkAccess'],
    'ilParticipants' => ['getInstance', 'getMembers', 'getTutors', 'getAdmins', 'isBlocked'],
    'ilObjUser' => ['_lookupName', 'getId'],
    'ilLanguage' => ['getLangKey', 'txt', 'loadLanguageModule'],
    'ilLPMarks' => ['setMark', 'setComment', 'update'],
    'ilLPStatusWrapper' => ['_updateStatus', '_refreshStatus'],
    'ilLearningProgressAccess' => ['checkAccess'],
    'ilProxySettings' => ['_getInstance', 'isActive', 'getHost', 'getPort'],
    'ilObjectPluginGUI' => ['addInfoTab', 'addExportTab', 'addPermissionTab', 'checkPermission', 'initCreateForm', 'afterSave'],
    'ilPropertyFormGUI' => ['addItem', 'addCommandButton', 'checkInput', 'getInput', 'getItemByPostVar', 'setValuesByPost', 'getHTML', 'setTitle', 'setDescription', 'setFormAction'],
    'ilDateTimeInputGUI' => ['setShowTime', 'setDate', 'getDate', 'setInfo', 'setAlert'],
    'ilNumberInputGUI' => ['setSuffix', 'setMinValue', 'setMaxValue', 'setValue', 'setRequired'],
    'ilTextInputGUI' => ['setMaxLength', 'setValue', 'setRequired'],
    'ilCheckboxInputGUI' => ['setChecked', 'setInfo'],
    'ilRadioGroupInputGUI' => ['addOption', 'setValue', 'setDisabled'],
    'ilXmlWriter' => ['xmlStartTag', 'xmlElement', 'xmlEndTag', 'xmlDumpMem'],
    'ilImportMapping' => ['getMapping', 'addMapping'],
    'ilCtrlInterface' => ['getLinkTarget', 'getLinkTargetByClass', 'getFormAction', 'redirect', 'redirectToURL'],
    'ilGlobalTemplateInterface' => ['setContent', 'setOnScreenMessage'],
    'ilTabsGUI' => ['addTab', 'activateTab'],
];
$missing = [];
foreach ($calls as $class => $methods) {
    foreach (class_exists($class) || interface_exists($class) ? $methods : ["(class $class)"] as $method) {
        if (!method_exists($class, $method)) {
            $missing[] = "$class::$method";
        }
    }
}
if ($missing !== []) {
    echo 'this ILIAS has no ' . implode(', ', $missing) . "\n";
    exit(1);
}

// ---- how it is started ----
preg_match('~(\d+)$~D', get_class(Boot::at($web)), $boot);
echo 'ok ', ['8' => '8 or 9', '10' => '10', '11' => '11'][$boot[1]], "\n";
