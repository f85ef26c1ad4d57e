<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** Where our endpoints are. The issuer is the plugin's own address: ILIAS's own LTI has another one. */
final class Addresses
{
    public function __construct(public string $issuer)
    {
    }

    public function configuration(): string
    {
        return $this->issuer . '/openid-configuration.php';
    }

    public function registration(): string
    {
        return $this->issuer . '/register.php';
    }

    public function authorization(): string
    {
        return $this->issuer . '/auth.php';
    }

    public function token(): string
    {
        return $this->issuer . '/token.php';
    }

    public function keys(): string
    {
        return $this->issuer . '/jwks.php';
    }

    public function lineItem(int $refId): string
    {
        return $this->issuer . '/services.php/activities/' . $refId . '/lineitem';
    }

    public function lineItems(int $contextRefId): string
    {
        return $this->issuer . '/services.php/courses/' . $contextRefId . '/lineitems';
    }

    /** Roles depend on the object: whoever may edit it teaches there. */
    public function members(int $contextRefId, int $refId): string
    {
        return $this->issuer . '/services.php/courses/' . $contextRefId . '/members/' . $refId;
    }

    public function health(): string
    {
        return $this->issuer . '/services.php/health';
    }
}
