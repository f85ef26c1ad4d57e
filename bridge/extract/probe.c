/* Extract probe: the smallest file of each cage, and what the reader of PDF says of itself. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "extract/parts.h"

#define PROBE_MS 5000
#define SAID_MAX 4096

static bool ends_well(struct extract_run *run, const char *mode, const char *file)
{
	const struct extract_order order = {mode, file, strlen(file), PROBE_MS, SAID_MAX};

	return extract_run(run, &order) && !run->late && WIFEXITED(run->status) &&
	       WEXITSTATUS(run->status) == 0;
}

void extract_probe(struct extract_probe *out)
{
	struct extract_run run;

	*out = (struct extract_probe){.landlock = extract_cage_landlock()};
	out->caged = ends_well(&run, "notebook", "{\"cells\":[]}");
	extract_run_clear(&run);
	if (ends_well(&run, "pdf-version", ""))
		(void)!sscanf(run.errors.bytes, "pdftotext version %23[0-9.]",
			      out->pdftotext);
	extract_run_clear(&run);
}
