<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Port\Clock;
use Kibridge\Ilias\Port\Database;
use Kibridge\Ilias\Store\Schema;

/** Login hints: good for one time, one session, one person and one object. Stored as digests only. */
final class Hints
{
    private const TABLE = Schema::PREFIX . 'hint';
    public const LIFE_S = 600;

    public function __construct(private Database $db, private Clock $clock)
    {
    }

    public function issue(int $userId, string $sessionId, int $refId): string
    {
        $this->db->execute('DELETE FROM ' . self::TABLE . ' WHERE expires_at <= %s', [$this->clock->now()]);
        $hint = bin2hex(random_bytes(24));
        $this->db->put(self::TABLE, ['hint' => self::digest($hint)], [
            'usr_id' => $userId,
            'sess' => self::digest($sessionId),
            'ref_id' => $refId,
            'expires_at' => $this->clock->now() + self::LIFE_S,
        ]);
        return $hint;
    }

    /** NULL: unknown, used, too old, or another's. A stranger who tries it does not use it up. */
    public function take(string $hint, int $userId, string $sessionId): ?Hint
    {
        $digest = self::digest($hint);
        $rows = $this->db->query('SELECT * FROM ' . self::TABLE . ' WHERE hint = %s', [$digest]);
        if (
            $rows === []
            || (int) $rows[0]['usr_id'] !== $userId
            || !hash_equals((string) $rows[0]['sess'], self::digest($sessionId))
            || (int) $rows[0]['expires_at'] <= $this->clock->now()
        ) {
            return null;
        }
        // Two requests at once: the one that removes the row has it.
        if ($this->db->execute('DELETE FROM ' . self::TABLE . ' WHERE hint = %s', [$digest]) !== 1) {
            return null;
        }
        return new Hint($userId, (int) $rows[0]['ref_id']);
    }

    private static function digest(string $text): string
    {
        return hash('sha256', $text);
    }
}
