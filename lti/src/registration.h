/* Registration: member names that both documents of dynamic registration use. */
#ifndef LTI_SRC_REGISTRATION_H
#define LTI_SRC_REGISTRATION_H

#define LTI_TOOL_CONFIGURATION "https://purl.imsglobal.org/spec/lti-tool-configuration"
#define LTI_PLATFORM_CONFIGURATION                                                       \
	"https://purl.imsglobal.org/spec/lti-platform-configuration"

#endif
