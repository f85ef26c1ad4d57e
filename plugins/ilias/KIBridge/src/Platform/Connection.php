<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

/** The bridge as it registered here. */
final class Connection
{
    public const DEPLOYMENT = '1';

    /** @param list<string> $redirectUris */
    public function __construct(
        public string $issuer,
        public string $clientId,
        public string $name,
        public string $loginUrl,
        public string $targetUrl,
        public array $redirectUris,
        public string $keysUrl
    ) {
    }

    /** "https://bridge.example" */
    public function origin(): string
    {
        return self::originOf($this->loginUrl);
    }

    public static function originOf(string $url): string
    {
        $parts = parse_url($url);
        if (!is_array($parts) || !isset($parts['scheme'], $parts['host'])) {
            return '';
        }
        return strtolower($parts['scheme'] . '://' . $parts['host']) . (isset($parts['port']) ? ':' . $parts['port'] : '');
    }

    /** @return array<string, mixed> */
    public function toArray(): array
    {
        return get_object_vars($this);
    }

    /** @param array<string, mixed> $stored what toArray() gave */
    public static function fromArray(array $stored): ?self
    {
        if (!isset($stored['issuer'], $stored['clientId'], $stored['loginUrl'], $stored['targetUrl'], $stored['keysUrl'])) {
            return null;
        }
        return new self(
            (string) $stored['issuer'],
            (string) $stored['clientId'],
            (string) ($stored['name'] ?? ''),
            (string) $stored['loginUrl'],
            (string) $stored['targetUrl'],
            array_map('strval', (array) ($stored['redirectUris'] ?? [])),
            (string) $stored['keysUrl']
        );
    }
}
