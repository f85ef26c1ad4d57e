<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Port;

/** Signed tokens, RS256 and nothing else. The cryptography is that of the library that ILIAS ships. */
interface Jose
{
    /** @param array<string, mixed> $claims */
    public function sign(array $claims, string $privateKeyPem, string $kid): string;

    /**
     * The claims of a token whose signature fits one of the keys and whose times are right.
     *
     * @param array<string, mixed> $keySet a JSON Web Key Set
     * @return array<string, mixed>
     * @throws BadToken
     */
    public function verify(string $token, array $keySet): array;
}
