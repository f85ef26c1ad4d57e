/* Cluster: a private PostgreSQL server on a unix socket, for the life of one test program. */
#ifndef KIBRIDGE_TESTS_STORE_CLUSTER_H
#define KIBRIDGE_TESTS_STORE_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>

/** Makes and starts one below dir. @return false: not installed, or it does not start */
bool cluster_start(const char *dir);
void cluster_stop(void);
/** Killed as by a power failure, and started again. */
void cluster_crash(void);
void cluster_restart(void);
/** Only the first half of it: clients find nobody. */
void cluster_halt(void);
void cluster_resume(void);

/** A new, empty database. @url of it */
void cluster_database(char *url, size_t size);
/** The model, at first empty too; for those who fill it before they copy. @url of it */
void cluster_model(char *url, size_t size);
/** A new database with what is in the model, to which nobody is connected. @url of it */
void cluster_copy(char *url, size_t size);
/** Where the server's socket is. */
const char *cluster_sockets(void);

#endif
