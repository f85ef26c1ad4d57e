/*
 * Scene: what most tests of backends begin with: two scripted servers that stay for the whole
 * test case, and for each test a stage, a listener and people who ask.
 */
#ifndef KIBRIDGE_TESTS_BACKEND_SCENE_H
#define KIBRIDGE_TESTS_BACKEND_SCENE_H

#include "bridge/backend/stage.h"
#include "check_main.h"

#define PEOPLE_MAX 320

extern struct script script, other;
extern struct stage stage;
extern struct listener listener;
extern struct listener people[PEOPLE_MAX];
extern size_t people_count;

/** To the test case: unchecked and checked fixtures. */
void scene_add(TCase *tcase);

/** The next of the people asks, in this course of one tenant. */
struct listener *person_asks(const char *model, const char *course);
void until_all_ended(void);

#endif
