/* Fuzz: any text as an openid configuration, and as the reply to our registration. */
#include <lti/registration.h>

#include "fuzz.h"

#define URL "https://lms.example/.well-known/openid-configuration"

static const struct lti_tool tool = {
	.name = "n",
	.login_url = "https://tool.example/login",
	.jwks_url = "https://tool.example/jwks",
	.domain = "tool.example",
	.target_link_uri = "https://tool.example/launch",
	.scopes = ~0u,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lti_configuration platform;
	struct lti_registered registered;
	struct lti_error why;
	char *request;

	if (lti_configuration_read(&platform, URL, (const char *)data, size, &why) ==
	    LTI_OK) {
		MUST(lti_url_same_host(platform.issuer, URL) && platform.algs);
		MUST(lti_url_is_web(platform.registration_url));
		MUST(lti_registration_write(&request, &tool, &platform) == LTI_OK);
		free(request);
	}
	lti_configuration_clear(&platform);
	if (lti_registration_read(&registered, 200, (const char *)data, size, &why) ==
	    LTI_OK)
		MUST(registered.client_id && *registered.client_id);
	lti_registered_clear(&registered);
	MUST(lti_registration_read(&registered, 400, (const char *)data, size, &why) !=
	     LTI_OK);
	return 0;
}
