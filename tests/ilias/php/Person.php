<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests;

use Kibridge\Ilias\Port\Visitor;

/** Whoever a test says. */
final class Person implements Visitor
{
    public function __construct(public int $user = 0, public string $session = 'none', public string $lang = 'en')
    {
    }

    public function userId(): int
    {
        return $this->user;
    }

    public function sessionId(): string
    {
        return $this->session;
    }

    public function locale(): string
    {
        return $this->lang;
    }
}
