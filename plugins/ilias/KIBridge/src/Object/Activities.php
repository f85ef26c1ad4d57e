<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Store\Schema;

/** The objects, as rows. */
final class Activities
{
    private const TABLE = Schema::PREFIX . 'data';

    public function __construct(private Database $db)
    {
    }

    public function find(int $objId): ?Activity
    {
        $rows = $this->db->query('SELECT * FROM ' . self::TABLE . ' WHERE id = %s', [$objId]);
        if ($rows === []) {
            return null;
        }
        $row = $rows[0];
        return new Activity(
            $objId,
            (string) $row['link_id'],
            Activity::kindOf((string) $row['kind']),
            (int) $row['is_online'] === 1,
            $row['opens_at'] === null ? null : (int) $row['opens_at'],
            $row['closes_at'] === null ? null : (int) $row['closes_at'],
            (int) $row['mastery'],
            self::ids((string) ($row['history'] ?? ''))
        );
    }

    public function save(Activity $activity): void
    {
        $this->db->put(self::TABLE, ['id' => $activity->objId], [
            'link_id' => $activity->linkId,
            'kind' => $activity->kind,
            'is_online' => $activity->online ? 1 : 0,
            'opens_at' => $activity->opensAt,
            'closes_at' => $activity->closesAt,
            'mastery' => max(0, min(100, $activity->mastery)),
            'history' => implode(',', $activity->history),
        ]);
    }

    public function delete(int $objId): void
    {
        $this->db->execute('DELETE FROM ' . self::TABLE . ' WHERE id = %s', [$objId]);
    }

    /** @return list<string> link ids of a comma list, for imports of foreign files as well */
    public static function ids(string $list): array
    {
        $ids = array_filter(explode(',', $list), static fn (string $id): bool => preg_match('~^[0-9a-f]{32}$~D', $id) === 1);
        return array_slice(array_values($ids), 0, Activity::HISTORY_MAX);
    }
}
