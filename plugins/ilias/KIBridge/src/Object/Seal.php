<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

use Kibridge\Ilias\Store\Settings;

/**
 * Says of an exported object that this ILIAS wrote where it comes from. A link id can be seen by everybody who opens the
 * object: without a seal, a file made by hand would fork somebody else's instructions.
 */
final class Seal
{
    private const NAME = 'export_secret';

    public function __construct(private Settings $settings)
    {
    }

    /** @param list<string> $history */
    public function of(string $linkId, array $history): string
    {
        return hash_hmac('sha256', $linkId . ':' . implode(',', $history), $this->secret());
    }

    /** @param list<string> $history */
    public function fits(string $seal, string $linkId, array $history): bool
    {
        return hash_equals($this->of($linkId, $history), $seal);
    }

    private function secret(): string
    {
        $secret = $this->settings->get(self::NAME);
        if ($secret === '') {
            $secret = bin2hex(random_bytes(32));
            $this->settings->set(self::NAME, $secret);
        }
        return $secret;
    }
}
