<?php

// The classes of ILIAS that ours extend and implement, with the signatures that they have there, and as little
// behind them as our classes need. KIBRIDGE_ILIAS=8 has the looser ones of early ILIAS 8.
declare(strict_types=1);

interface ilLPStatusPluginInterface
{
    public function getLPCompleted(): array;
    public function getLPNotAttempted(): array;
    public function getLPFailed(): array;
    public function getLPInProgress(): array;
    public function getLPStatusForUser(int $a_user_id): int;
}

interface ilConditionHandling
{
    public static function getConditionOperators(): array;
    public static function checkCondition(int $a_trigger_obj_id, string $a_operator, string $a_value, int $a_usr_id): bool;
}

class ilConditionHandler
{
    public const OPERATOR_PASSED = 'passed';
    public const OPERATOR_FAILED = 'failed';
}

abstract class ilPlugin
{
    public function getPluginName(): string
    {
        return static::class;
    }

    public function txt(string $a_var): string
    {
        return (new Kibridge\Ilias\Tests\LangFile('en'))->text($a_var);
    }

    protected function beforeActivation(): bool
    {
        return true;
    }
}

abstract class ilRepositoryObjectPlugin extends ilPlugin
{
    protected function beforeActivation(): bool
    {
        global $DIC;
        $DIC->database()->insert('object_data', ['obj_id' => ['integer', 999], 'type' => ['text', 'typ'], 'title' => ['text', 'xkib']]);
        return true;
    }

    public function activateForTest(): bool
    {
        return $this->beforeActivation();
    }

    public function uninstallForTest(): void
    {
        $this->uninstallCustom();
    }

    abstract protected function uninstallCustom(): void;

    public function allowCopy(): bool
    {
        return false;
    }
}

class ilObject
{
    public const TITLE_LENGTH = 255;
    /** @var array<int, array{type: string, title: string, desc: string, ref: int}> */
    public static array $all = [];
    protected int $id = 0;
    protected string $type = '';
    protected string $title = '';
    protected string $description = '';
    public string $importId = '';

    public function __construct(int $a_id = 0, bool $a_reference = true)
    {
    }

    public function getId(): int
    {
        return $this->id;
    }

    public function getRefId(): int
    {
        return self::$all[$this->id]['ref'] ?? 0;
    }

    final public function setType(string $type): void
    {
        $this->type = $type;
    }

    final public function getType(): string
    {
        return $this->type;
    }

    public function getTitle(): string
    {
        return $this->title;
    }

    final public function setTitle(string $title): void
    {
        $this->title = $title;
    }

    final public function setDescription(string $description): void
    {
        $this->description = $description;
    }

    public function getLongDescription(): string
    {
        return $this->description;
    }

    public function setImportId(string $id): void
    {
        $this->importId = $id;
    }

    protected function store(): void
    {
        self::$all[$this->id] = ['type' => $this->type, 'title' => $this->title, 'desc' => $this->description, 'ref' => $this->id - 100];
    }

    public static function _exists(int $id, bool $reference = false): bool
    {
        return in_array($id, array_column(self::$all, 'ref'), true);
    }

    public static function _lookupObjId(int $ref_id): int
    {
        foreach (self::$all as $id => $row) {
            if ($row['ref'] === $ref_id) {
                return $id;
            }
        }
        return 0;
    }

    public static function _lookupType(int $id, bool $reference = false): string
    {
        return self::$all[$reference ? self::_lookupObjId($id) : $id]['type'] ?? '';
    }

    public static function _lookupTitle(int $id): string
    {
        return self::$all[$id]['title'] ?? '';
    }

    public static function _lookupDescription(int $id): string
    {
        return self::$all[$id]['desc'] ?? '';
    }

    /** @return array<int, int> */
    public static function _getAllReferences(int $id): array
    {
        return [self::$all[$id]['ref'] => self::$all[$id]['ref']];
    }
}

abstract class ilObject2 extends ilObject
{
    public function __construct(int $a_id = 0, bool $a_reference = true)
    {
        $this->initType();
        parent::__construct($a_id, $a_reference);
    }

    abstract protected function initType(): void;

    public function load(int $id): self
    {
        $this->id = $id;
        $this->title = self::$all[$id]['title'];
        $this->description = self::$all[$id]['desc'];
        $this->doRead();
        return $this;
    }

    final public function create(bool $a_clone_mode = false): int
    {
        $this->id = max(array_keys(self::$all) ?: [179]) + 1;
        $this->store();
        $this->doCreate($a_clone_mode);
        return $this->id;
    }

    final public function update(): bool
    {
        $this->store();
        $this->doUpdate();
        return true;
    }

    final public function delete(): bool
    {
        $this->doDelete();
        unset(self::$all[$this->id]);
        return true;
    }

    final public function cloneObject(int $target_id, int $copy_id = 0, bool $omit_tree = false): ?ilObject
    {
        $copy = new static();
        $copy->setTitle($this->title);
        $copy->create(true);
        $this->doCloneObject($copy, $target_id, $copy_id);
        return $copy;
    }

    protected function doCreate(bool $clone_mode = false): void
    {
    }

    protected function doRead(): void
    {
    }

    protected function doUpdate(): void
    {
    }

    protected function doDelete(): void
    {
    }

    protected function doCloneObject(ilObject2 $new_obj, int $a_target_id, ?int $a_copy_id = null): void
    {
    }
}

abstract class ilObjectPlugin extends ilObject2
{
    public function __construct(int $a_ref_id = 0)
    {
        $this->initType();
        parent::__construct($a_ref_id, true);
    }
}

interface ilWACCheckingClass
{
}

class ilObjectAccess implements ilWACCheckingClass
{
    public function _checkAccess(string $cmd, string $permission, int $ref_id, int $obj_id, ?int $user_id = null): bool
    {
        return true;
    }
}

class ilObjectPluginAccess extends ilObjectAccess
{
}

abstract class ilObjectPluginListGUI
{
    public int $obj_id = 0;
    public bool $link_enabled = true;
    public bool $copy_enabled = false;
    protected string $type = '';

    public function setType(string $a_val): void
    {
        $this->type = $a_val;
    }

    final public function init(): void
    {
        $this->initListActions();
        $this->initType();
    }

    public function txt(string $a_str): string
    {
        return ilKIBridgePlugin::instance()->txt($a_str);
    }

    public function getProperties(): array
    {
        return [];
    }

    protected function initListActions(): void
    {
        $this->link_enabled = true;
    }

    abstract public function initType();
    abstract public function getGuiClass(): string;
    abstract public function initCommands(): array;
}

abstract class ilPluginConfigGUI
{
    final public function getPluginObject(): ?ilPlugin
    {
        return ilKIBridgePlugin::instance();
    }

    abstract public function performCommand(string $cmd): void;
}

abstract class ilXmlExporter
{
    abstract public function getXmlRepresentation(string $a_entity, string $a_schema_version, string $a_id): string;
    abstract public function init(): void;
    abstract public function getValidSchemaVersions(string $a_entity): array;
}

abstract class ilXmlImporter
{
    abstract public function importXmlRepresentation(string $a_entity, string $a_id, string $a_xml, ilImportMapping $a_mapping): void;
}
