/*
 * Pseudonym: what a person is called inside: HMAC(tenant's secret, platform | subject). The
 * same person is the same everywhere on one platform, another on the next; without the secret
 * nobody gets back. Destroying the secret makes what is left anonymous.
 */
#ifndef KIBRIDGE_PRIVACY_PSEUDONYM_H
#define KIBRIDGE_PRIVACY_PSEUDONYM_H

#include "base/digest.h"

#define PSEUDONYM_TEXT DIGEST_TEXT

/**
 * @secret   the tenant's
 * @platform id of our platform row
 * @profile  the platform's: ILIAS 8 says sub = "310@<installation>.ilias", ILIAS 10 says "310"
 *           for the same person; for "ilias" that tail is left out, so an upgrade keeps history
 * @subject  the launch's sub
 */
char *pseudonym_make(char out[PSEUDONYM_TEXT], const char *secret, const char *platform,
		     const char *profile, const char *subject);

/**
 * What lecturers call a person on their pages, "K7QX": the same in one course, another in the
 * next one. Short enough to speak of; a few people of a large course may share one.
 */
#define PSEUDONYM_SHORT 5
char *pseudonym_short(char out[PSEUDONYM_SHORT], const char *course, const char *person);

#endif
