<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Http;

/** One answer, as plain data. */
final class Reply
{
    /** @param array<string, string> $headers */
    public function __construct(public int $status, public string $body = '', public array $headers = [])
    {
    }

    /** @param array<mixed> $value */
    public static function json(int $status, array $value, string $mediaType = 'application/json'): self
    {
        $body = json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
        return new self($status, $body, ['Content-Type' => $mediaType, 'Cache-Control' => 'no-store']);
    }

    public static function redirect(string $url): self
    {
        return new self(302, '', ['Location' => $url, 'Cache-Control' => 'no-store', 'Referrer-Policy' => 'no-referrer']);
    }

    /** @param array<string, string> $headers */
    public function with(array $headers): self
    {
        return new self($this->status, $this->body, $headers + $this->headers);
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach ($this->headers + ['X-Content-Type-Options' => 'nosniff'] as $name => $value) {
            header($name . ': ' . str_replace(["\r", "\n"], '', $value));
        }
        echo $this->body;
    }
}
