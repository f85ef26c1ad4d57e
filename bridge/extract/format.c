/* Extract format: what a file is, by its first bytes, and only then by its name. */
#include <string.h>

#include "base/text.h"
#include "extract/parts.h"

#define HEAD_MAX 1024 /* bytes that a PDF may have before its mark */

static const char *extension(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	return dot && !strpbrk(dot, "/\\") ? dot + 1 : "";
}

/* Sorted by what they are; the names of files without extension are whole names. */
bool extract_name_is_text(const char *name)
{
	static const char *const known[] = {
		"txt",	 "text", "md",	 "markdown", "rst",    "adoc",	"tex",	  "bib",
		"csv",	 "tsv",	 "log",	 "c",	     "h",      "cc",	"cpp",	  "cxx",
		"hh",	 "hpp",	 "java", "kt",	     "kts",    "scala", "groovy", "py",
		"pyi",	 "r",	 "rmd",	 "qmd",	     "jl",     "m",	"js",	  "mjs",
		"cjs",	 "jsx",	 "ts",	 "tsx",	     "vue",    "html",	"htm",	  "css",
		"scss",	 "php",	 "rb",	 "pl",	     "pm",     "lua",	"go",	  "rs",
		"swift", "cs",	 "fs",	 "vb",	     "hs",     "elm",	"ml",	  "mli",
		"clj",	 "lisp", "el",	 "scm",	     "rkt",    "erl",	"ex",	  "exs",
		"pas",	 "f",	 "f90",	 "f95",	     "for",    "ada",	"adb",	  "ads",
		"asm",	 "s",	 "v",	 "sv",	     "vhd",    "vhdl",	"sh",	  "bash",
		"zsh",	 "ps1",	 "bat",	 "sql",	     "json",   "yaml",	"yml",	  "toml",
		"ini",	 "cfg",	 "conf", "xml",	     "gradle", "cmake", "mk",	  "dart",
		"nim",	 "zig",	 "pro",	 "plt",	     "sparql", "ttl",	"nb",	  "do",
		"sas",	 "sps",	 "ino",
	};
	const char *base = name ? strrchr(name, '/') : NULL;

	base = base ? base + 1 : name;
	if (text_equal_nocase(base, "makefile") || text_equal_nocase(base, "readme") ||
	    text_equal_nocase(base, "dockerfile") ||
	    text_equal_nocase(base, "cmakelists.txt"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (text_equal_nocase(extension(name), known[i]))
			return true;
	}
	return false;
}

static bool begins(const void *bytes, size_t len, const char *mark, size_t mark_len)
{
	return len >= mark_len && memcmp(bytes, mark, mark_len) == 0;
}

/* Office documents with a password are one stream in an old compound file, in UTF-16. */
static bool is_locked(const void *bytes, size_t len)
{
	static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return memmem(bytes, len, stream, sizeof(stream)) != NULL;
}

enum extract_format extract_format_of(const char *name, const void *bytes, size_t len)
{
	if (begins(bytes, len, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
		return is_locked(bytes, len) ? FORMAT_LOCKED : FORMAT_NONE;
	if (begins(bytes, len, "PK\3\4", 4) || begins(bytes, len, "PK\5\6", 4))
		return FORMAT_PACKAGE;
	if (memmem(bytes, len < HEAD_MAX ? len : HEAD_MAX, "%PDF-", 5) &&
	    (begins(bytes, len, "%PDF-", 5) || text_equal_nocase(extension(name), "pdf")))
		return FORMAT_PDF;
	if (text_equal_nocase(extension(name), "ipynb"))
		return FORMAT_NOTEBOOK;
	return extract_name_is_text(name) ? FORMAT_TEXT : FORMAT_NONE;
}
