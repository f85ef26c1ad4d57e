<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Http;

/** One request, as plain data. */
final class Request
{
    public const BODY_MAX = 65536;

    /**
     * @param string $path behind the script's own name: "/activities/12/scores"
     * @param array<string, string> $query
     * @param array<string, string> $form
     * @param array<string, string> $headers names in lower case
     */
    public function __construct(
        public string $method,
        public string $path = '',
        public array $query = [],
        public array $form = [],
        public array $headers = [],
        public string $body = ''
    ) {
    }

    public static function fromGlobals(): self
    {
        $headers = [];
        foreach ($_SERVER as $name => $value) {
            if (strncmp($name, 'HTTP_', 5) === 0) {
                $headers[strtolower(str_replace('_', '-', substr($name, 5)))] = (string) $value;
            }
        }
        $headers['content-type'] = (string) ($_SERVER['CONTENT_TYPE'] ?? '');
        // Some servers hand it over under another name after a rewrite.
        $headers['authorization'] = (string) ($_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? '');
        return new self(
            strtoupper((string) ($_SERVER['REQUEST_METHOD'] ?? 'GET')),
            self::pathBehindScript(),
            self::texts($_GET),
            self::texts($_POST),
            $headers,
            (string) file_get_contents('php://input', false, null, 0, self::BODY_MAX + 1)
        );
    }

    /** PATH_INFO, or what a server that sets none leaves in the address. */
    private static function pathBehindScript(): string
    {
        if (isset($_SERVER['PATH_INFO']) && $_SERVER['PATH_INFO'] !== '') {
            return (string) $_SERVER['PATH_INFO'];
        }
        $address = (string) parse_url((string) ($_SERVER['REQUEST_URI'] ?? ''), PHP_URL_PATH);
        $script = '/' . basename((string) ($_SERVER['SCRIPT_FILENAME'] ?? ''));
        $at = strpos($address, $script . '/');
        return $at === false ? '' : rawurldecode(substr($address, $at + strlen($script)));
    }

    /**
     * @param array<mixed> $values
     * @return array<string, string> without lists: nobody we talk to sends any
     */
    private static function texts(array $values): array
    {
        $texts = [];
        foreach ($values as $name => $value) {
            if (is_string($value)) {
                $texts[(string) $name] = $value;
            }
        }
        return $texts;
    }

    /** Of the query or the form, whichever the method uses. */
    public function param(string $name): string
    {
        return ($this->method === 'POST' ? $this->form[$name] ?? null : $this->query[$name] ?? null) ?? '';
    }

    public function header(string $name): string
    {
        return $this->headers[$name] ?? '';
    }

    /** The token of "Authorization: Bearer …"; '' if there is none. */
    public function bearer(): string
    {
        return preg_match('~^Bearer +([A-Za-z0-9._\~+/=-]+)$~iD', trim($this->header('authorization')), $found) ? $found[1] : '';
    }

    public function mediaType(): string
    {
        return strtolower(trim(explode(';', $this->header('content-type'))[0]));
    }

    /**
     * @return array<string, mixed>
     * @throws Problem
     */
    public function json(): array
    {
        if (strlen($this->body) > self::BODY_MAX) {
            throw new Problem(413, 'invalid_request', 'the body is too long');
        }
        $value = json_decode($this->body, true, 16);
        if (!is_array($value) || ($value !== [] && array_keys($value) === range(0, count($value) - 1))) {
            throw new Problem(400, 'invalid_request', 'the body is no JSON object');
        }
        return $value;
    }
}
