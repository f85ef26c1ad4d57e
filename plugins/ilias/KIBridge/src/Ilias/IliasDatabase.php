<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Database;

/** By the database layer of ILIAS. */
final class IliasDatabase implements Database
{
    public function __construct(private \ilDBInterface $db)
    {
    }

    public function query(string $sql, array $values = []): array
    {
        $result = $this->db->queryF($sql, array_map([self::class, 'type'], $values), $values);
        $rows = [];
        while ($row = $this->db->fetchAssoc($result)) {
            $rows[] = $row;
        }
        return $rows;
    }

    public function execute(string $sql, array $values = []): int
    {
        return $this->db->manipulateF($sql, array_map([self::class, 'type'], $values), $values);
    }

    public function put(string $table, array $key, array $values): void
    {
        $this->db->replace($table, self::typed($key), self::typed($values));
    }

    public function add(string $table, array $row): bool
    {
        $key = array_key_first($row);
        try {
            $this->db->insert($table, self::typed($row));
            return true;
        } catch (\Throwable $error) {
            if ($this->query("SELECT $key FROM $table WHERE $key = %s", [$row[$key]]) === []) {
                throw $error; // it is not that the row was there already
            }
            return false;
        }
    }

    /** @param int|float|string|null $value */
    private static function type($value): string
    {
        return is_int($value) ? 'integer' : (is_float($value) ? 'float' : 'text');
    }

    /**
     * @param array<string, int|float|string|null> $values
     * @return array<string, array{0: string, 1: int|float|string|null}>
     */
    private static function typed(array $values): array
    {
        return array_map(static fn ($value): array => [self::type($value), $value], $values);
    }
}
