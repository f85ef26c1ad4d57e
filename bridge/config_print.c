/* Config print: docs/config.md, and what a reload leaves as it was, both from the table. */
#include <string.h>

#include "base/text.h"
#include "config_table.h"

static bool setting_same(const struct setting *row, const struct config *a,
			 const struct config *b)
{
	const char *left = (const char *)a + row->offset,
		   *right = (const char *)b + row->offset;

	switch (row->type) {
	case SETTING_NUMBER:
		return *(const unsigned *)left == *(const unsigned *)right;
	case SETTING_BOOL:
		return *(const bool *)left == *(const bool *)right;
	default:
		return strcmp(*(const char *const *)left, *(const char *const *)right) ==
		       0;
	}
}

size_t config_compare(const struct config *running, const struct config *fresh,
		      config_problem_fn *tell, void *owner)
{
	char sentence[160];
	size_t count = 0;

	for (size_t i = 0; i < setting_count; i++) {
		if (settings[i].reload || text_equal(settings[i].section, "backend") ||
		    setting_same(&settings[i], running, fresh))
			continue;
		snprintf(sentence, sizeof(sentence),
			 "%s in [%s] takes effect at the next start only",
			 settings[i].name, settings[i].section);
		tell(owner, sentence);
		count++;
	}
	return count;
}

static void setting_print(FILE *out, const struct setting *row)
{
	fprintf(out, "| `%s` | ", row->name);
	if (!row->fallback)
		fprintf(out, "*must be given*");
	else if (!*row->fallback)
		fprintf(out, "*empty*");
	else
		fprintf(out, "`%s`", row->fallback);
	if (*row->unit)
		fprintf(out, " %s", row->unit);
	if (row->type == SETTING_NUMBER)
		fprintf(out, ", %u to %u", row->least, row->most);
	fprintf(out, " | %s | %s |\n", row->reload ? "SIGHUP" : "restart", row->help);
}

void config_print_markdown(FILE *out)
{
	const char *section = "";

	fprintf(out, "# Settings\n\n"
		     "The file is `/etc/kibridge/kibridge.conf`, or what `--config` or "
		     "`KIBRIDGE_CONFIG` "
		     "names: `[section]`, then\n`name = value`, one a line. A line that "
		     "begins with `#` "
		     "or `;`, and what follows ` #`, is a comment. An unknown\nname is "
		     "an error, so that "
		     "a slip of the pen is not silence. `kibridge check` reads the file "
		     "and says what is\n"
		     "wrong with it. This page is made by `kibridge settings`.\n");
	for (size_t i = 0; i < setting_count; i++) {
		if (!text_equal(section, settings[i].section)) {
			section = settings[i].section;
			fprintf(out,
				"\n## [%s%s]\n\n"
				"| setting | default | changed by | meaning |\n"
				"|---|---|---|---|\n",
				section, text_equal(section, "backend") ? " NAME" : "");
		}
		setting_print(out, &settings[i]);
	}
}
