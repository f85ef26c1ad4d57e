<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** The token is not signed by whom it should be, or it is too old. The message is for the log. */
final class BadToken extends \RuntimeException
{
}
