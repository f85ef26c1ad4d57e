<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Store;

/** Our tables. A step that was released is never changed: a new one follows it in sql/dbupdate.php. */
final class Schema
{
    public const PREFIX = 'rep_robj_xkib_';

    /**
     * Step 1.
     *
     * @return array<string, array{fields: array<string, array<string, mixed>>, key: list<string>}>
     */
    public static function first(): array
    {
        $id = ['type' => 'integer', 'length' => 4, 'notnull' => true];
        $time = ['type' => 'integer', 'length' => 8, 'notnull' => false];
        $text = static fn (int $length): array => ['type' => 'text', 'length' => $length, 'notnull' => false];
        return [
            // An object: what ILIAS knows of an activity. link_id names it for the bridge.
            self::PREFIX . 'data' => ['key' => ['id'], 'fields' => [
                'id' => $id,
                'link_id' => $text(32),
                'kind' => $text(16),
                'is_online' => ['type' => 'integer', 'length' => 1, 'notnull' => false],
                'opens_at' => $time,
                'closes_at' => $time,
                'mastery' => ['type' => 'integer', 'length' => 4, 'notnull' => false],
                'history' => $text(1000),
            ]],
            self::PREFIX . 'conf' => ['key' => ['keyword'], 'fields' => [
                'keyword' => ['notnull' => true] + $text(64),
                'val' => ['type' => 'clob', 'notnull' => false],
            ]],
            // Login hints that wait to be used, by their digest.
            self::PREFIX . 'hint' => ['key' => ['hint'], 'fields' => [
                'hint' => ['notnull' => true] + $text(64),
                'usr_id' => $id,
                'sess' => $text(64),
                'ref_id' => $id,
                'expires_at' => $time,
            ]],
            // Ids of assertions that were used, by their digest.
            self::PREFIX . 'used' => ['key' => ['jti'], 'fields' => [
                'jti' => ['notnull' => true] + $text(64),
                'expires_at' => $time,
            ]],
            // A person and an object: opened, graded.
            self::PREFIX . 'user' => ['key' => ['obj_id', 'usr_id'], 'fields' => [
                'obj_id' => $id,
                'usr_id' => $id,
                'opened_at' => $time,
                'points' => ['type' => 'float', 'notnull' => false],
                'points_max' => ['type' => 'float', 'notnull' => false],
                'activity' => $text(16),
                'grading' => $text(16),
                'remark' => $text(4000),
                'stamp_ms' => $time,
            ]],
        ];
    }

    /** @return list<string> every table of every step, for uninstalling */
    public static function tables(): array
    {
        return array_keys(self::first());
    }
}
