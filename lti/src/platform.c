/* Platform: the quirks of those we know. */
#include <lti/platform.h>

#include <string.h>

unsigned lti_quirks_of(const char *profile)
{
	if (profile && strcmp(profile, "ilias") == 0)
		return LTI_QUIRK_DEPLOYMENT_INTEGER | LTI_QUIRK_TARGET_LOOSE |
		       LTI_QUIRK_ITEM_CUSTOM_ONLY;
	return 0;
}
