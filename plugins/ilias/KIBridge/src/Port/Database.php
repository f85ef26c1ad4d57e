<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Few statements, all with parameters: `%s` stands for each of them. */
interface Database
{
    /**
     * @param list<int|float|string|null> $values
     * @return list<array<string, mixed>>
     */
    public function query(string $sql, array $values = []): array;

    /**
     * @param list<int|float|string|null> $values
     * @return int rows that it changed
     */
    public function execute(string $sql, array $values = []): int;

    /**
     * Writes a row, whether it is there already or not.
     *
     * @param array<string, int|float|string|null> $key
     * @param array<string, int|float|string|null> $values
     */
    public function put(string $table, array $key, array $values): void;

    /**
     * Adds a row; false if there is one with that key already.
     *
     * @param array<string, int|float|string|null> $row the first column is the key
     */
    public function add(string $table, array $row): bool;
}
