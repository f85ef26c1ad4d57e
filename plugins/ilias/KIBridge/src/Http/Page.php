<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Http;

/** The few pages that we show ourselves: inside a frame of ILIAS, without its layout. */
final class Page
{
    private const STYLE = 'body{font:1rem/1.5 "Open Sans",system-ui,sans-serif;margin:2rem auto;max-width:36rem;padding:0 1rem;'
        . 'color:#161616;background:#fff}@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}a{color:#9cf}}';

    public static function message(int $status, string $lang, string $title, string $sentence): Reply
    {
        $body = '<h1>' . self::escape($title) . '</h1><p>' . self::escape($sentence) . '</p>';
        return self::page($status, $lang, $title, $body, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
    }

    /**
     * Posts the fields on to another address as soon as it is there.
     *
     * @param array<string, string> $fields
     */
    public static function forward(string $lang, string $action, array $fields, string $title, string $button): Reply
    {
        $nonce = bin2hex(random_bytes(16));
        $inputs = '';
        foreach ($fields as $name => $value) {
            $inputs .= '<input type="hidden" name="' . self::escape($name) . '" value="' . self::escape($value) . '">';
        }
        $form = '<form method="post" action="' . self::escape($action) . '">' . $inputs
            . '<noscript><button>' . self::escape($button) . '</button></noscript></form>'
            . '<script nonce="' . $nonce . '">document.forms[0].submit()</script>';
        $policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-$nonce'; frame-ancestors 'self'";
        return self::page(200, $lang, $title, $form, $policy);
    }

    public static function escape(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    private static function page(int $status, string $lang, string $title, string $body, string $policy): Reply
    {
        $html = '<!DOCTYPE html><html lang="' . self::escape($lang) . '"><meta charset="utf-8">'
            . '<meta name="viewport" content="width=device-width, initial-scale=1">'
            . '<title>' . self::escape($title) . '</title><style>' . self::STYLE . '</style><body>' . $body . '</body></html>';
        return new Reply($status, $html, [
            'Content-Type' => 'text/html; charset=utf-8',
            'Cache-Control' => 'no-store',
            'Referrer-Policy' => 'no-referrer',
            'Content-Security-Policy' => $policy,
        ]);
    }
}
