<?php

// Stands in for firebase/php-jwt, which ILIAS ships and Debian does not: the few functions that the plugin
// calls, with the same arguments and the same refusals. For tests only.
declare(strict_types=1);

namespace Firebase\JWT;

final class Key
{
    public function __construct(public mixed $material, public string $algorithm)
    {
    }
}

final class JWK
{
    /**
     * @param array{keys: list<array<string, string>>} $jwks
     * @return array<string, Key>
     */
    public static function parseKeySet(array $jwks): array
    {
        $keys = [];
        foreach ($jwks['keys'] as $jwk) {
            $numbers = self::der("\x02", self::unsigned($jwk['n'])) . self::der("\x02", self::unsigned($jwk['e']));
            $rsa = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"; // rsaEncryption, NULL
            $info = self::der("\x30", $rsa . self::der("\x03", "\0" . self::der("\x30", $numbers)));
            $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($info), 64, "\n") . '-----END PUBLIC KEY-----';
            $key = openssl_pkey_get_public($pem);
            if ($key === false) {
                throw new \UnexpectedValueException('OpenSSL error: ' . openssl_error_string());
            }
            $keys[$jwk['kid']] = new Key($key, $jwk['alg']);
        }
        return $keys;
    }

    private static function unsigned(string $base64): string
    {
        $bytes = JWT::urlsafeB64Decode($base64);
        return $bytes !== '' && ord($bytes[0]) > 127 ? "\0" . $bytes : $bytes;
    }

    private static function der(string $tag, string $value): string
    {
        $length = strlen($value);
        if ($length < 128) {
            return $tag . chr($length) . $value;
        }
        $bytes = ltrim(pack('N', $length), "\0");
        return $tag . chr(0x80 | strlen($bytes)) . $bytes . $value;
    }
}

final class JWT
{
    public static int $leeway = 0;

    /** @param array<string, mixed> $payload */
    public static function encode(array $payload, string $key, string $alg, ?string $keyId = null): string
    {
        $head = ['typ' => 'JWT', 'alg' => $alg] + ($keyId === null ? [] : ['kid' => $keyId]);
        $input = self::urlsafeB64Encode((string) json_encode($head)) . '.' . self::urlsafeB64Encode((string) json_encode($payload, JSON_UNESCAPED_SLASHES));
        if ($alg !== 'RS256' || !openssl_sign($input, $signature, $key, OPENSSL_ALGO_SHA256)) {
            throw new \DomainException('OpenSSL unable to sign data');
        }
        return $input . '.' . self::urlsafeB64Encode($signature);
    }

    /** @param array<string, Key> $keys */
    public static function decode(string $jwt, array $keys): \stdClass
    {
        $parts = explode('.', $jwt);
        if (count($parts) !== 3) {
            throw new \UnexpectedValueException('Wrong number of segments');
        }
        $head = json_decode(self::urlsafeB64Decode($parts[0]));
        $claims = json_decode(self::urlsafeB64Decode($parts[1]));
        if (!$head instanceof \stdClass || !$claims instanceof \stdClass) {
            throw new \UnexpectedValueException('Invalid encoding');
        }
        $key = $keys[$head->kid ?? ''] ?? throw new \UnexpectedValueException('"kid" invalid, unable to lookup correct key');
        if ($key->algorithm !== ($head->alg ?? null)) {
            throw new \UnexpectedValueException('Incorrect key for this algorithm');
        }
        if (openssl_verify("$parts[0].$parts[1]", self::urlsafeB64Decode($parts[2]), $key->material, OPENSSL_ALGO_SHA256) !== 1) {
            throw new \UnexpectedValueException('Signature verification failed');
        }
        $now = time();
        if (isset($claims->nbf) && $claims->nbf > $now + self::$leeway || isset($claims->iat) && $claims->iat > $now + self::$leeway) {
            throw new \UnexpectedValueException('Cannot handle token prior to its time');
        }
        if (isset($claims->exp) && $now - self::$leeway >= $claims->exp) {
            throw new \UnexpectedValueException('Expired token');
        }
        return $claims;
    }

    public static function urlsafeB64Decode(string $text): string
    {
        return (string) base64_decode(strtr($text, '-_', '+/'), false);
    }

    public static function urlsafeB64Encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
