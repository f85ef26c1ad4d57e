<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Port\Fetch;
use Kibridge\Ilias\Port\Fetched;

/** With PHP's curl, by the proxy that ILIAS is set to use. */
final class CurlFetch implements Fetch
{
    private const BYTES_MAX = 262144;
    private const CONNECT_S = 5;

    public function __construct(private string $proxy = '')
    {
    }

    public function get(string $url, int $timeoutSeconds): Fetched
    {
        $curl = curl_init();
        $headers = [];
        $body = '';
        curl_setopt_array($curl, [
            CURLOPT_URL => $url,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_CONNECTTIMEOUT => self::CONNECT_S,
            CURLOPT_TIMEOUT => $timeoutSeconds,
            CURLOPT_HTTPHEADER => ['Accept: application/json, text/html'],
            CURLOPT_HEADERFUNCTION => static function ($curl, string $line) use (&$headers): int {
                $parts = explode(':', $line, 2);
                if (count($parts) === 2) {
                    $headers[strtolower(trim($parts[0]))] = trim($parts[1]);
                }
                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => static function ($curl, string $bytes) use (&$body): int {
                $body .= $bytes;
                return strlen($body) > self::BYTES_MAX ? 0 : strlen($bytes);
            },
        ]);
        if ($this->proxy !== '') {
            curl_setopt($curl, CURLOPT_PROXY, $this->proxy);
        }
        $done = curl_exec($curl);
        $status = (int) curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        return $done === false ? new Fetched(0, '', [], curl_error($curl)) : new Fetched($status, $body, $headers);
    }
}
