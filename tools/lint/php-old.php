<?php

// Fails on PHP that is newer than 8.0: ILIAS 8 still runs there, and one code base serves ILIAS 8 to 11.
//     php tools/lint/php-old.php FILE…
declare(strict_types=1);

const NEWER_WORDS = ['readonly' => '8.1', 'enum' => '8.1', 'never' => '8.1'];
const NEWER_FUNCTIONS = [
    'array_is_list' => '8.1', 'fsync' => '8.1', 'fdatasync' => '8.1', 'enum_exists' => '8.1',
    'ini_parse_quantity' => '8.2', 'memory_reset_peak_usage' => '8.2', 'odbc_connection_string_quote' => '8.2',
    'json_validate' => '8.3', 'mb_str_pad' => '8.3', 'str_increment' => '8.3', 'str_decrement' => '8.3',
    'array_find' => '8.4', 'array_any' => '8.4', 'array_all' => '8.4', 'mb_trim' => '8.4', 'array_first' => '8.5',
];

/** @return list<string> what is too new in it, with its line */
function newer(string $file): array
{
    $tokens = array_values(array_filter(
        PhpToken::tokenize((string) file_get_contents($file)),
        static fn (PhpToken $token): bool => !$token->is([T_WHITESPACE, T_COMMENT, T_DOC_COMMENT])
    ));
    $found = [];
    foreach ($tokens as $i => $token) {
        $next = $tokens[$i + 1]->text ?? '';
        $before = $tokens[$i - 1]->text ?? '';
        $what = null;
        if (isset(NEWER_WORDS[strtolower($token->text)]) && !in_array($before, ['->', '?->', '::', 'function', 'const'], true) && !in_array($next, ['(', '='], true)) {
            $what = $token->text . ' is of PHP ' . NEWER_WORDS[strtolower($token->text)];
        } elseif (isset(NEWER_FUNCTIONS[ltrim($token->text, '\\')]) && $next === '(' && !in_array($before, ['->', '?->', '::', 'function'], true)) {
            $what = $token->text . '() is of PHP ' . NEWER_FUNCTIONS[ltrim($token->text, '\\')];
        } elseif ($token->text === '...' && $before === '(' && $next === ')') {
            $what = 'f(...) is of PHP 8.1';
        } elseif ($token->is(T_CONST) && ($tokens[$i + 2]->text ?? '') !== '=' && ($tokens[$i + 3]->text ?? '') === '=') {
            $what = 'constants with a type are of PHP 8.3';
        } elseif ($token->is(T_LNUMBER) && preg_match('~^0o~i', $token->text)) {
            $what = '0o is of PHP 8.1';
        } elseif ($token->text === '::' && $next === '{') {
            $what = '::{…} is of PHP 8.3';
        } elseif ($token->is(T_NEW) && $before === '=' && inParameters($tokens, $i)) {
            $what = 'new as a default is of PHP 8.1';
        }
        if ($what !== null) {
            $found[] = "$file:$token->line: $what";
        }
    }
    return $found;
}

/** @param list<PhpToken> $tokens */
function inParameters(array $tokens, int $i): bool
{
    for ($depth = 0; $i >= 0; $i--) {
        $depth += $tokens[$i]->text === ')' ? 1 : ($tokens[$i]->text === '(' ? -1 : 0);
        if ($depth < 0) {
            return in_array($tokens[$i - 1]->text ?? '', ['fn', 'function'], true) || ($tokens[$i - 2]->text ?? '') === 'function';
        }
        if (in_array($tokens[$i]->text, [';', '{', '}'], true)) {
            return false;
        }
    }
    return false;
}

$found = array_merge([], ...array_map('newer', array_slice($argv, 1)));
fwrite(STDERR, implode('', array_map(static fn (string $line): string => "$line\n", $found)));
exit($found === [] ? 0 : 1);
