/* Jwks fetch: how the key cache of the service asks an LMS: net's client behind its guard. */
#ifndef KIBRIDGE_LMS_JWKS_FETCH_H
#define KIBRIDGE_LMS_JWKS_FETCH_H

#include "lms/jwks_cache.h"

/** A jwks_fetch_fn; @owner is a const struct parts *, its config and metrics are used. */
jwks_fetch_fn jwks_fetch_lms;

#endif
