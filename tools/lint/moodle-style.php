<?php
// What Moodle's coding style wants at the head of a file and above what it declares, and no general sniff knows:
// the licence, then the file's or class's own comment with package, copyright and licence; a comment above each function,
// unless #[\Override] says that its parent has one.   php tools/lint/moodle-style.php FILE…
const LICENCE = "<?php\n// This file is part of Moodle - https://moodle.org/\n//\n";

exit(array_sum(array_map('complaints', array_slice($argv, 1))) > 0 ? 1 : 0);

function complaints(string $file): int
{
	$text = file_get_contents($file);
	$component = explode('/', substr($file, strlen('plugins/moodle/')))[0];
	$wrong = [];
	if (!str_starts_with($text, LICENCE) || !str_contains($text, 'https://www.gnu.org/licenses/>.')) {
		$wrong[] = [1, 'does not begin with Moodle\'s licence'];
	}
	foreach (["@package    $component\n", "@copyright  ", "@license    https://www.gnu.org/copyleft/gpl.html|@license    https://www.gnu.org/licenses/gpl-3.0.html"] as $tag) {
		if (!array_filter(explode('|', $tag), fn($form) => str_contains($text, $form))) {
			$wrong[] = [1, 'has no ' . trim($tag)];
		}
	}
	foreach ([...undocumented($text), ...$wrong] as [$line, $what]) {
		fwrite(STDERR, "$file:$line: $what\n");
	}
	return count($wrong) + count(undocumented($text));
}

/** Named functions, classes and traits without a comment of their own. */
function undocumented(string $text): array
{
	$tokens = array_values(array_filter(PhpToken::tokenize($text), fn($token) => !$token->is(T_WHITESPACE)));
	$found = [];
	foreach ($tokens as $at => $token) {
		$named = ($tokens[$at + 1] ?? null)?->is(T_STRING) || $token->is(T_FUNCTION) && ($tokens[$at + 2] ?? null)?->text === '(';
		$declares = $token->is([T_FUNCTION, T_CLASS, T_TRAIT, T_INTERFACE]) && $named && !$tokens[$at - 1]->is([T_DOUBLE_COLON, T_NEW, T_USE]);
		if ($declares && $tokens[$at + 1]->text !== '(' && !has_comment($tokens, $at)) {
			$found[] = [$token->line, "{$token->text} {$tokens[$at + 1]->text} has no comment"];
		}
	}
	return $found;
}

function has_comment(array $tokens, int $at): bool
{
	$before = [T_ABSTRACT, T_FINAL, T_PUBLIC, T_PROTECTED, T_PRIVATE, T_STATIC, T_READONLY];
	for ($at--; $at >= 0 && $tokens[$at]->is($before); $at--);
	return $at >= 0 && ($tokens[$at]->is(T_DOC_COMMENT) || $tokens[$at]->text === ']' && str_contains($tokens[$at - 1]->text, 'Override'));
}
