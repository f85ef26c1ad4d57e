<?php

// What else ILIAS has ready for plugins: its container, a database (SQLite behind ILIAS's calls), rights, people.
declare(strict_types=1);

namespace ILIAS\DI {
    /** Everything is a method that leads somewhere; what is not here is not used. */
    final class Container implements \ArrayAccess
    {
        /** @param array<string, mixed> $parts */
        public function __construct(private array $parts)
        {
        }

        /** @param list<mixed> $arguments */
        public function __call(string $name, array $arguments): mixed
        {
            return $this->parts[$name] ?? throw new \Error("no $name in this container");
        }

        public function offsetExists(mixed $offset): bool
        {
            return isset($this->parts[$offset]);
        }

        public function offsetGet(mixed $offset): mixed
        {
            return $this->parts[$offset] ?? throw new \Error("no $offset in this container");
        }

        public function offsetSet(mixed $offset, mixed $value): void
        {
        }

        public function offsetUnset(mixed $offset): void
        {
        }
    }
}

namespace {
    /** ILIAS's calls, on SQLite. */
    interface ilDBInterface
    {
    }

    final class Database implements ilDBInterface
    {
        private PDO $pdo;

        public function __construct()
        {
            $this->pdo = new PDO('sqlite::memory:', null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
            $this->pdo->exec("CREATE TABLE object_data (obj_id INTEGER, type TEXT, title TEXT)");
            $this->pdo->exec("CREATE TABLE rbac_operations (ops_id INTEGER, operation TEXT)");
            $this->pdo->exec("INSERT INTO rbac_operations VALUES (71, 'read_learning_progress'), (72, 'edit_learning_progress'), (3, 'read')");
            $this->pdo->exec("CREATE TABLE rbac_templates (rol_id INTEGER, type TEXT, ops_id INTEGER)");
            $this->pdo->exec("INSERT INTO rbac_templates VALUES (7, 'xkib', 2), (7, 'crs', 2)");
            $this->pdo->exec("CREATE TABLE rbac_ta (typ_id INTEGER, ops_id INTEGER, PRIMARY KEY (typ_id, ops_id))");
        }

        public function quote(mixed $value, string $type): string
        {
            if ($value === null) {
                return 'NULL';
            }
            return ['integer' => fn () => (string) (int) $value, 'float' => fn () => (string) (float) $value, 'text' => fn () => $this->pdo->quote((string) $value)][$type]();
        }

        /** @param list<string> $types */
        private function fill(string $sql, array $types, array $values): string
        {
            return vsprintf($sql, array_map([$this, 'quote'], $values, $types));
        }

        public function queryF(string $query, array $types, array $values): PDOStatement
        {
            return $this->pdo->query($this->fill($query, $types, $values));
        }

        public function query(string $query): PDOStatement
        {
            return $this->pdo->query($query);
        }

        public function manipulateF(string $query, array $types, array $values): int
        {
            return (int) $this->pdo->exec($this->fill($query, $types, $values));
        }

        public function fetchAssoc(PDOStatement $statement): ?array
        {
            return $statement->fetch(PDO::FETCH_ASSOC) ?: null;
        }

        public function replace(string $table, array $primary_keys, array $other_columns): void
        {
            $this->write('INSERT OR REPLACE', $table, array_merge($primary_keys, $other_columns));
        }

        public function insert(string $table_name, array $values): int
        {
            return $this->write('INSERT', $table_name, $values);
        }

        private function write(string $verb, string $table, array $columns): int
        {
            $values = array_map(fn (array $column): string => $this->quote($column[1], $column[0]), $columns);
            return (int) $this->pdo->exec("$verb INTO $table (" . implode(', ', array_keys($columns)) . ') VALUES (' . implode(', ', $values) . ')');
        }

        public function tableExists(string $table_name): bool
        {
            return $this->pdo->query("SELECT 1 FROM sqlite_master WHERE name = '$table_name'")->fetch() !== false;
        }

        /** As ILIAS: names of 22 letters at most, and columns of 30. */
        public function createTable(string $table_name, array $fields): bool
        {
            if (!preg_match('~^[a-z][a-z0-9_]{0,21}$~D', $table_name) || preg_grep('~^[a-z][a-z0-9_]{0,29}$~D', array_keys($fields), PREG_GREP_INVERT)) {
                throw new Error("ILIAS refuses these names: $table_name");
            }
            $this->pdo->exec("CREATE TABLE $table_name (" . implode(', ', array_keys($fields)) . ')');
            return true;
        }

        public function addPrimaryKey(string $table_name, array $primary_keys): bool
        {
            $this->pdo->exec("CREATE UNIQUE INDEX {$table_name}_key ON $table_name (" . implode(', ', $primary_keys) . ')');
            return true;
        }

        public function dropTable(string $table_name): bool
        {
            $this->pdo->exec("DROP TABLE $table_name");
            return true;
        }
    }

    class ilAccess
    {
        /** @var array<int, list<string>> rights of a person on everything */
        public static array $rights = [];

        public function checkAccess(string $a_permission, string $a_cmd, int $a_ref_id): bool
        {
            global $DIC;
            return $this->checkAccessOfUser($DIC->user()->getId(), $a_permission, $a_cmd, $a_ref_id);
        }

        public function checkAccessOfUser(int $a_user_id, string $a_permission, string $a_cmd, int $a_ref_id): bool
        {
            return in_array($a_permission, self::$rights[$a_user_id] ?? [], true)
                && (new ilObjKIBridgeAccess())->_checkAccess($a_cmd, $a_permission, $a_ref_id, ilObject::_lookupObjId($a_ref_id), $a_user_id);
        }
    }

    class ilLanguage
    {
        public static string $key = 'en';

        public function txt(string $a_topic): string
        {
            return "ILIAS: $a_topic";
        }

        public function loadLanguageModule(string $a_module): void
        {
        }

        public function getLangKey(): string
        {
            return self::$key;
        }
    }

    class ilObjUser
    {
        public static int $current = 11;

        public function getId(): int
        {
            return self::$current;
        }

        /** @return array<string, mixed> */
        public static function _lookupName(int $a_user_id): array
        {
            return ['user_id' => $a_user_id, 'firstname' => 'Ada', 'lastname' => "Nr. $a_user_id"];
        }
    }

    class ilObjectFactory
    {
        public static function getInstanceByObjId(?int $obj_id, bool $stop_on_error = true): ?ilObject
        {
            return (new ilObjKIBridge())->load((int) $obj_id);
        }
    }

    class ilParticipants
    {
        public static function getInstance(int $a_ref_id): self
        {
            return new self();
        }

        public function getMembers(): array
        {
            return [21, 22, 23, 24, 12];
        }

        public function getTutors(): array
        {
            return [12];
        }

        public function getAdmins(): array
        {
            return [11];
        }

        public function isBlocked(int $a_usr_id): bool
        {
            return $a_usr_id === 23;
        }
    }

    class Tree
    {
        /** @return list<array{type: string, child: string}> */
        public function getPathFull(int $a_endnode_id): array
        {
            $path = [['type' => 'root', 'child' => '1'], ['type' => 'crs', 'child' => '70'], ['type' => 'fold', 'child' => '71'], ['type' => 'grp', 'child' => '72']];
            return array_merge($path, [['type' => 'xkib', 'child' => (string) $a_endnode_id]]);
        }

        public function isDeleted(int $a_node_id): bool
        {
            return false;
        }
    }

    class ilLPStatusWrapper
    {
        /** @var list<array<int>> */
        public static array $calls = [];

        public static function _updateStatus(int $a_obj_id, int $a_usr_id): void
        {
            self::$calls[] = [$a_obj_id, $a_usr_id];
        }

        public static function _refreshStatus(int $a_obj_id): void
        {
            self::$calls[] = [$a_obj_id];
        }
    }

    class ilLPMarks
    {
        /** @var list<array<mixed>> */
        public static array $rows = [];
        private string $mark = '';
        private string $comment = '';

        public function __construct(private int $obj, private int $user)
        {
        }

        public function setMark(string $a_mark): void
        {
            $this->mark = $a_mark;
        }

        public function setComment(string $a_comment): void
        {
            $this->comment = $a_comment;
        }

        public function update(): void
        {
            self::$rows[] = [$this->obj, $this->user, $this->mark, $this->comment];
        }
    }

    class ilLearningProgressAccess
    {
        public static function checkAccess(int $a_ref_id): bool
        {
            return true;
        }
    }

    class ilLearningProgressGUI
    {
    }

    class ilProxySettings
    {
        public static function _getInstance(): self
        {
            return new self();
        }

        public function isActive(): bool
        {
            return false;
        }
    }

    class ilImportMapping
    {
        /** @var list<array<string>> */
        public array $added = [];

        /** @var array<string, string> */
        public array $made = [];

        public function getMapping(string $a_comp, string $a_entity, string $a_old_id): ?string
        {
            return $this->made[$a_comp] ?? null;
        }

        public function addMapping(string $a_comp, string $a_entity, string $a_old_id, string $a_new_id): void
        {
            $this->added[] = [$a_comp, $a_entity, $a_old_id, $a_new_id];
        }
    }

    class ilXmlWriter
    {
        private string $xml = '';

        public function xmlStartTag(string $tag, ?array $attrs = null): void
        {
            $this->xml .= "<$tag" . implode('', array_map(static fn (string $name, string $value): string => " $name=\"" . htmlspecialchars($value) . '"', array_keys($attrs ?? []), $attrs ?? [])) . '>';
        }

        public function xmlElement(string $tag, $attrs = null, $data = null): void
        {
            $this->xml .= "<$tag>" . htmlspecialchars((string) $data) . "</$tag>";
        }

        public function xmlEndTag(string $tag): void
        {
            $this->xml .= "</$tag>";
        }

        public function xmlDumpMem(bool $format = true): string
        {
            return $this->xml;
        }
    }
}
