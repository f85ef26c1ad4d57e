<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Store\Schema;

/** Who opened an object and what they got, as rows. */
final class Grades
{
    private const TABLE = Schema::PREFIX . 'user';

    public function __construct(private Database $db)
    {
    }

    public function find(int $objId, int $userId): ?Grade
    {
        $rows = $this->db->query('SELECT * FROM ' . self::TABLE . ' WHERE obj_id = %s AND usr_id = %s', [$objId, $userId]);
        return $rows === [] ? null : self::read($rows[0]);
    }

    /** @return list<Grade> of everybody who opened it or was graded, by user id */
    public function all(int $objId): array
    {
        $rows = $this->db->query('SELECT * FROM ' . self::TABLE . ' WHERE obj_id = %s ORDER BY usr_id', [$objId]);
        return array_map([self::class, 'read'], $rows);
    }

    /** True if it was the first time. */
    public function opened(int $objId, int $userId, int $now): bool
    {
        $grade = $this->find($objId, $userId);
        if ($grade !== null && $grade->openedAt !== null) {
            return false;
        }
        $grade ??= new Grade($userId);
        $grade->openedAt = $now;
        $this->save($objId, $grade);
        return true;
    }

    public function save(int $objId, Grade $grade): void
    {
        $this->db->put(self::TABLE, ['obj_id' => $objId, 'usr_id' => $grade->userId], [
            'opened_at' => $grade->openedAt,
            'points' => $grade->points,
            'points_max' => $grade->pointsMax,
            'activity' => $grade->activity,
            'grading' => $grade->grading,
            'remark' => $grade->remark,
            'stamp_ms' => $grade->stampMs,
        ]);
    }

    public function anybody(int $objId): bool
    {
        return $this->db->query('SELECT usr_id FROM ' . self::TABLE . ' WHERE obj_id = %s', [$objId]) !== [];
    }

    public function delete(int $objId): void
    {
        $this->db->execute('DELETE FROM ' . self::TABLE . ' WHERE obj_id = %s', [$objId]);
    }

    /** @param array<string, mixed> $row */
    private static function read(array $row): Grade
    {
        $number = static fn (string $name): ?float => $row[$name] === null ? null : (float) $row[$name];
        return new Grade(
            (int) $row['usr_id'],
            $row['opened_at'] === null ? null : (int) $row['opened_at'],
            $number('points'),
            $number('points_max'),
            (string) $row['activity'],
            (string) $row['grading'],
            (string) $row['remark'],
            (int) $row['stamp_ms']
        );
    }
}
