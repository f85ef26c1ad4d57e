<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Store\Settings;

/** The one connection of this ILIAS. */
final class Connections
{
    private const NAME = 'connection';

    public function __construct(private Settings $settings)
    {
    }

    public function find(): ?Connection
    {
        return Connection::fromArray($this->settings->getObject(self::NAME));
    }

    public function save(Connection $connection): void
    {
        $this->settings->setObject(self::NAME, $connection->toArray());
    }

    /** Its tokens are worth nothing from now on: they carry the client id. */
    public function forget(): void
    {
        $this->settings->take(self::NAME);
    }
}
