<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Requests to the bridge. */
interface Fetch
{
    /** Follows no redirects; a bridge that does not answer is status 0, never an exception. */
    public function get(string $url, int $timeoutSeconds): Fetched;
}
