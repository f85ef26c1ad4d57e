<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Visitor;

/** The person of this request's session. */
final class IliasVisitor implements Visitor
{
    public function __construct(private \ILIAS\DI\Container $dic)
    {
    }

    public function userId(): int
    {
        $id = (int) $this->dic->user()->getId();
        return $id === (int) ANONYMOUS_USER_ID ? 0 : $id;
    }

    public function sessionId(): string
    {
        return (string) session_id();
    }

    public function locale(): string
    {
        return $this->dic->language()->getLangKey() === 'de' ? 'de' : 'en';
    }
}
