/* Fuzz: time zone files and the rules in their footers. */
#include <stdint.h>

#include "base/tz_rule.h"
#include "base/tzif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tzif *tzif = tzif_parse(data, size);
	struct tz_rule rule;

	if (tz_rule_parse(&rule, (const char *)data, size))
		tz_rule_offset_s(&rule, 1795251600);
	if (!tzif)
		return 0;
	tzif_offset_s(tzif, -3000000000);
	tzif_offset_s(tzif, 1795251600);
	tzif_offset_s(tzif, 90000000000);
	tzif_free(tzif);
	return 0;
}
