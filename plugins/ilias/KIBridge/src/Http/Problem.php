<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Http;

/** The request is refused. The code is one of OAuth's, the message is for developers and logs. */
final class Problem extends \RuntimeException
{
    public function __construct(public int $status, public string $error, string $message = '')
    {
        parent::__construct($message);
    }
}
