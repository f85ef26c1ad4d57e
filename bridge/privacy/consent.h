/* Consent: who has read the first-use notice of an activity. */
#ifndef KIBRIDGE_PRIVACY_CONSENT_H
#define KIBRIDGE_PRIVACY_CONSENT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

/** Reader. Has this person read it? activity may be NULL: no. */
enum db_status consent_given(struct db_conn *conn, const char *activity,
			     const char *person, bool *given);
/** In a transaction. Again is fine. */
enum db_status consent_give(struct db_conn *tx, const char *activity, const char *person,
			    int64_t now_s);

#endif
