/*
 * Cutter: stands between a client and the PostgreSQL server and cuts the connection around a
 * COMMIT, so that the client cannot know what became of it.
 */
#ifndef KIBRIDGE_TESTS_STORE_CUTTER_H
#define KIBRIDGE_TESTS_STORE_CUTTER_H

enum cut {
	CUT_NEVER,
	CUT_BEFORE_COMMIT, /* the server never hears of it */
	CUT_AFTER_COMMIT, /* the server has committed, its answer is lost */
};

/** Listens in dir (a socket called like the server's). */
void cutter_start(const char *dir, const char *server_dir);
/** What happens to the next COMMIT; afterwards CUT_NEVER again. */
void cutter_cut(enum cut cut);
/** How often it has cut. */
int cutter_cuts(void);
void cutter_stop(void);

#endif
