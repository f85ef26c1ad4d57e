/*
 * Lived: a world in which "lea" left something in every table that can hold a person, in course
 * c1; and "max" the same in c2, who must never be touched.
 */
#ifndef KIBRIDGE_TESTS_PRIVACY_LIVED_H
#define KIBRIDGE_TESTS_PRIVACY_LIVED_H

#include "bridge/course/seed.h"

void lived_setup(void);

/**
 * How many rows of the store hold that text as a whole value or as "person:<text>", table by
 * table. @tables where, separated by spaces; room for 1,000 bytes
 */
int lived_rows_with(const char *text, char tables[1000]);
/** Names of the tables in which no row holds it. */
void lived_tables_without(const char *text, char tables[1000]);

#endif
