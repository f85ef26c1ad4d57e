/* Retry-After: seconds or an HTTP date [RFC 9110 §10.2.3, §5.6.7]. Pure. */
#ifndef KIBRIDGE_BACKEND_RETRY_AFTER_H
#define KIBRIDGE_BACKEND_RETRY_AFTER_H

#include <stdint.h>

#define RETRY_AFTER_MAX_S 86400 /* whoever asks for more gets a day */

/**
 * @return seconds from now, 1 to RETRY_AFTER_MAX_S; 0 if value is NULL, not understood or in
 *         the past. Of the three date forms only IMF-fixdate is read, the one servers make.
 */
unsigned retry_after_s(const char *value, int64_t now_s);

#endif
