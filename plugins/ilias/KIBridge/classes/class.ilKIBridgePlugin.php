<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Store\Schema;

require_once __DIR__ . '/../src/autoload.php';

/** What ILIAS asks of a plugin: its name, its rights, its end. */
class ilKIBridgePlugin extends ilRepositoryObjectPlugin
{
    public const ID = 'xkib';

    public static function instance(): self
    {
        global $DIC;
        return $DIC['component.factory']->getPlugin(self::ID);
    }

    public function getPluginName(): string
    {
        return 'KIBridge';
    }

    public function allowCopy(): bool
    {
        return true;
    }

    /** ILIAS gives plugins visible, read, write, delete, copy and permissions; learning progress has two more. */
    protected function beforeActivation(): bool
    {
        global $DIC;
        if (!parent::beforeActivation()) {
            return false;
        }
        $db = $DIC->database();
        $type = $db->fetchAssoc($db->queryF('SELECT obj_id FROM object_data WHERE type = %s AND title = %s', ['text', 'text'], ['typ', self::ID]));
        $operations = $db->query("SELECT ops_id FROM rbac_operations WHERE operation IN ('read_learning_progress', 'edit_learning_progress')");
        while ($operation = $db->fetchAssoc($operations)) {
            $ids = [(int) $type['obj_id'], (int) $operation['ops_id']];
            if (!$db->fetchAssoc($db->queryF('SELECT typ_id FROM rbac_ta WHERE typ_id = %s AND ops_id = %s', ['integer', 'integer'], $ids))) {
                $db->insert('rbac_ta', ['typ_id' => ['integer', $ids[0]], 'ops_id' => ['integer', $ids[1]]]);
            }
        }
        return true;
    }

    protected function uninstallCustom(): void
    {
        global $DIC;
        foreach (Schema::tables() as $table) {
            if ($DIC->database()->tableExists($table)) {
                $DIC->database()->dropTable($table);
            }
        }
        // ILIAS deletes objects and operations, but keeps in its templates of roles what was granted.
        $DIC->database()->manipulateF('DELETE FROM rbac_templates WHERE type = %s', ['text'], [self::ID]);
    }
}
