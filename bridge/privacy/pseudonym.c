/* Pseudonym: the one place where a subject becomes a pseudonym. */
#include "privacy/pseudonym.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"

#define SUBJECT_MAX 1024 /* a sub has at most 255 characters [OIDC Core §2] */

/*
 * How much of the subject names the person: ILIAS 8's "@<installation>.ilias" does not.
 */
static size_t person_len(const char *profile, const char *subject)
{
	const char *at = strrchr(subject, '@');

	if (text_equal(profile, "ilias") && at && at != subject &&
	    text_ends_with(at, ".ilias"))
		return (size_t)(at - subject);
	return strlen(subject);
}

char *pseudonym_make(char out[PSEUDONYM_TEXT], const char *secret, const char *platform,
		     const char *profile, const char *subject)
{
	AUTO_BUF input;

	/* Our platform ids hold no '|', so two different pairs never read the same. */
	buf_init(&input, SUBJECT_MAX);
	if (!buf_printf(&input, "%s|%.*s", platform, (int)person_len(profile, subject),
			subject)) {
		buf_reset(&input); /* absurdly long: a digest stands for it */
		digest_sha256(out, subject, person_len(profile, subject));
		if (!buf_printf(&input, "%s|%s", platform, out))
			log_fatal("pseudonym.platform", "len=%zu", strlen(platform));
	}
	digest_hmac(out, secret, strlen(secret), input.bytes, input.len);
	digest_wipe(input.bytes, input.len);
	return out;
}

char *pseudonym_short(char out[PSEUDONYM_SHORT], const char *course, const char *person)
{
	/* Without 0, 1, I, L, O and U: nobody misreads it, and it makes no words. */
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
	char text[256], digest[DIGEST_TEXT];
	int len = snprintf(text, sizeof(text), "%s\n%s", course, person);

	if (len < 0 || (size_t)len >= sizeof(text))
		len = (int)sizeof(text) - 1;
	digest_sha256(digest, text, (size_t)len);
	for (size_t i = 0; i < PSEUDONYM_SHORT - 1;
	     i++) { /* two characters have 12 bits */
		unsigned pair = (unsigned char)digest[i * 2] * 128U +
				(unsigned char)digest[i * 2 + 1];

		out[i] = letters[pair % (sizeof(letters) - 1)];
	}
	out[PSEUDONYM_SHORT - 1] = '\0';
	return out;
}
