/* Service: the parts of `kibridge serve`, built in order and torn down in reverse. */
#ifndef KIBRIDGE_SERVICE_H
#define KIBRIDGE_SERVICE_H

#include "config.h"

/**
 * Serves until SIGTERM or SIGINT, then lets running answers end. SIGHUP reads the config at path
 * again. The config is borrowed.
 * @return the exit code; what kept it from starting was told on standard error
 */
int service_run(const char *path, const struct config *config);

#endif
