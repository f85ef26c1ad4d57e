<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Store;

use Kibridge\Ilias\Port\Database;

/** Settings of the plugin. Never cached: a registration changes them in another request while we wait for it. */
final class Settings
{
    private const TABLE = Schema::PREFIX . 'conf';

    public function __construct(private Database $db)
    {
    }

    public function get(string $name): string
    {
        $rows = $this->db->query('SELECT val FROM ' . self::TABLE . ' WHERE keyword = %s', [$name]);
        return (string) ($rows[0]['val'] ?? '');
    }

    public function set(string $name, string $value): void
    {
        $this->db->put(self::TABLE, ['keyword' => $name], ['val' => $value]);
    }

    /** True for exactly one caller: whoever removed it. */
    public function take(string $name): bool
    {
        return $this->db->execute('DELETE FROM ' . self::TABLE . ' WHERE keyword = %s', [$name]) === 1;
    }

    /** @return array<string, mixed> */
    public function getObject(string $name): array
    {
        $value = json_decode($this->get($name), true);
        return is_array($value) ? $value : [];
    }

    /** @param array<mixed> $value */
    public function setObject(string $name, array $value): void
    {
        $this->set($name, json_encode($value, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
    }
}
