/* Scene: the scripted servers are started once per test case, everything else per test. */
#include "bridge/backend/scene.h"

#include <stdio.h>

struct script script, other;
struct stage stage;
struct listener listener;
struct listener people[PEOPLE_MAX];
size_t people_count;

static void start_scripts(void)
{
	script_start(&script);
	script_start(&other);
}

static void stop_scripts(void)
{
	script_stop(&script);
	script_stop(&other);
}

static void setup(void)
{
	ck_assert_uint_ne(script.port, 0);
	script_reset(&script);
	script_reset(&other);
	stage_init(&stage);
	listener_init(&listener, &stage);
	people_count = 0;
}

static void teardown(void)
{
	listener_clear(&listener);
	for (size_t i = 0; i < people_count; i++)
		listener_clear(&people[i]);
	stage_close(&stage);
}

void scene_add(TCase *tcase)
{
	tcase_add_unchecked_fixture(tcase, start_scripts, stop_scripts);
	tcase_add_checked_fixture(tcase, setup, teardown);
}

struct listener *person_asks(const char *model, const char *course)
{
	struct listener *person = &people[people_count++];
	char name[16];

	snprintf(name, sizeof(name), "p%zu", people_count);
	listener_init(person, &stage);
	listener_ask(person, model, "t", course, name);
	return person;
}

void until_all_ended(void)
{
	for (size_t i = 0; i < people_count; i++)
		stage_until(&stage, &people[i].ended, 1);
}
