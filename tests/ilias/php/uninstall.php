<?php

// What Administration > Plugins > Uninstall does: php uninstall.php TREE CLIENT. Prints what is left then.
declare(strict_types=1);

use Kibridge\Ilias\Store\Schema;

require_once __DIR__ . '/installed.php';

$plugin = ilKIBridgePlugin::instance();
$plugin->deactivate();
$plugin->uninstall();
$db = $DIC->database();
$count = static fn (string $query): int => (int) $db->fetchAssoc($db->query($query))['n'];
answer([
    'tables' => array_values(array_filter($db->listTables(), static fn (string $table): bool => str_starts_with($table, Schema::PREFIX))),
    'objects' => $count("SELECT COUNT(*) n FROM object_data WHERE type = 'xkib'"),
    'rights' => $count("SELECT COUNT(*) n FROM rbac_templates WHERE type = 'xkib'"),
]);
