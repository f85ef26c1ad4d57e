<#1>
<?php
// ILIAS runs this as text, from another place: no __DIR__ here. The plugin's classes are loaded already.
foreach (\Kibridge\Ilias\Store\Schema::first() as $table => $shape) {
    if (!$ilDB->tableExists($table)) {
        $ilDB->createTable($table, $shape['fields']);
        $ilDB->addPrimaryKey($table, $shape['key']);
    }
}
?>
