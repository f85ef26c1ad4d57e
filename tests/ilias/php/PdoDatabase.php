<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Store\Schema;

/** SQLite with the plugin's tables, made from the same description that ILIAS gets. */
final class PdoDatabase implements Database
{
    private \PDO $pdo;

    public function __construct(string $file = ':memory:')
    {
        $this->pdo = new \PDO("sqlite:$file", null, null, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION, \PDO::ATTR_TIMEOUT => 10]);
        foreach (Schema::first() as $table => $shape) {
            $columns = [];
            foreach ($shape['fields'] as $name => $field) {
                $type = ['integer' => 'INTEGER', 'float' => 'REAL'][$field['type']] ?? 'TEXT';
                $columns[] = "$name $type" . ($field['notnull'] ? ' NOT NULL' : '');
            }
            $this->pdo->exec("CREATE TABLE IF NOT EXISTS $table (" . implode(', ', $columns) . ', PRIMARY KEY (' . implode(', ', $shape['key']) . '))');
        }
    }

    public function query(string $sql, array $values = []): array
    {
        return $this->run($sql, $values)->fetchAll(\PDO::FETCH_ASSOC);
    }

    public function execute(string $sql, array $values = []): int
    {
        return $this->run($sql, $values)->rowCount();
    }

    public function put(string $table, array $key, array $values): void
    {
        $this->insert('INSERT OR REPLACE', $table, $key + $values);
    }

    public function add(string $table, array $row): bool
    {
        return $this->insert('INSERT OR IGNORE', $table, $row) === 1;
    }

    /** @param array<string, int|float|string|null> $row */
    private function insert(string $verb, string $table, array $row): int
    {
        $marks = implode(', ', array_fill(0, count($row), '%s'));
        return $this->execute("$verb INTO $table (" . implode(', ', array_keys($row)) . ") VALUES ($marks)", array_values($row));
    }

    /** @param list<int|float|string|null> $values */
    private function run(string $sql, array $values): \PDOStatement
    {
        $statement = $this->pdo->prepare(str_replace('%s', '?', $sql));
        foreach ($values as $at => $value) {
            $statement->bindValue($at + 1, $value, is_int($value) ? \PDO::PARAM_INT : ($value === null ? \PDO::PARAM_NULL : \PDO::PARAM_STR));
        }
        $statement->execute();
        return $statement;
    }
}
