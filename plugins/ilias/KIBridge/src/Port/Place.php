<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Where an object of ours lies. */
final class Place
{
    /** @param int $contextRefId the course around it, else the group; 0: neither */
    public function __construct(
        public int $refId,
        public int $objId,
        public string $title,
        public string $description,
        public int $contextRefId,
        public string $contextType,
        public string $contextTitle
    ) {
    }
}
