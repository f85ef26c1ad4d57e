/* A few courses' rolls, the one asked for longest ago gives way. */
#include "feedback/names.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lms/roster.h"

#define ROLL_ARENA_MAX (16 * MIB) /* ROSTER_PEOPLE_MAX names */
#define ROSTER_ARENA_MAX (64 * MIB)

struct roll_person {
	const char *person, *name;
};

struct roll {
	struct roll_person *people; /* by person */
	size_t count;
};

struct kept {
	struct arena *arena; /* NULL: a free place */
	const char *course;
	struct roll roll;
	int64_t read_s;
};

struct names {
	pthread_mutex_t lock;
	struct kept kept[NAMES_COURSES_MAX];
};

struct names *names_new(void)
{
	struct names *names = calloc(1, sizeof(*names));

	if (!names)
		abort();
	pthread_mutex_init(&names->lock, NULL);
	return names;
}

void names_free(struct names *names)
{
	if (!names)
		return;
	for (size_t i = 0; i < NAMES_COURSES_MAX; i++)
		arena_free(names->kept[i].arena);
	pthread_mutex_destroy(&names->lock);
	free(names);
}

static int by_person(const void *a, const void *b)
{
	return strcmp(((const struct roll_person *)a)->person,
		      ((const struct roll_person *)b)->person);
}

static void roll_copy(struct roll *out, struct arena *arena,
		      const struct roll_person *people, size_t count)
{
	out->people = arena_alloc(arena, (count + 1) * sizeof(*people));
	out->count = count;
	for (size_t i = 0; i < count; i++)
		out->people[i] = (struct roll_person){
			arena_strdup(arena, people[i].person),
			arena_strdup(arena, people[i].name),
		};
}

static bool find_kept(struct roll *out, struct names *names, struct arena *arena,
		      const char *course, int64_t now_s)
{
	bool found = false;

	pthread_mutex_lock(&names->lock);
	for (size_t i = 0; i < NAMES_COURSES_MAX && !found; i++) {
		const struct kept *kept = &names->kept[i];

		found = kept->arena && text_equal(kept->course, course) &&
			kept->read_s + NAMES_KEPT_S > now_s;
		if (found)
			roll_copy(out, arena, kept->roll.people, kept->roll.count);
	}
	pthread_mutex_unlock(&names->lock);
	return found;
}

static void keep(struct names *names, const char *course, const struct roll *roll,
		 int64_t now_s)
{
	struct kept *place = &names->kept[0];

	pthread_mutex_lock(&names->lock);
	for (size_t i = 0; i < NAMES_COURSES_MAX; i++) {
		struct kept *kept = &names->kept[i];

		if (kept->arena && text_equal(kept->course, course)) {
			place = kept;
			break;
		}
		if (kept->read_s < place->read_s) /* free ones have 0 */
			place = kept;
	}
	arena_free(place->arena);
	place->arena = arena_new(ROLL_ARENA_MAX);
	place->course = arena_strdup(place->arena, course);
	place->read_s = now_s;
	roll_copy(&place->roll, place->arena, roll->people, roll->count);
	pthread_mutex_unlock(&names->lock);
}

static void roll_fetch(struct roll *out, const struct parts *parts, struct arena *arena,
		       const char *course, int64_t now_s)
{
	AUTO_ARENA *roomy = arena_new(ROSTER_ARENA_MAX);
	struct roster_person *people;
	struct roll_person *named;
	size_t count, with_name = 0;

	*out = (struct roll){0};
	if (roster_fetch(&people, &count, roomy, parts, course, now_s) != ROSTER_READ)
		return;
	named = arena_alloc(roomy, (count + 1) * sizeof(*named));
	for (size_t i = 0; i < count; i++)
		if (people[i].name)
			named[with_name++] =
				(struct roll_person){people[i].person, people[i].name};
	qsort(named, with_name, sizeof(*named), by_person);
	roll_copy(out, arena, named, with_name);
}

struct roll *names_of_course(struct names *names, const struct parts *parts,
			     struct arena *arena, const char *course, int64_t now_s)
{
	struct roll *roll = arena_alloc(arena, sizeof(*roll));

	if (!names || !course || find_kept(roll, names, arena, course, now_s))
		return roll;
	roll_fetch(roll, parts, arena, course, now_s);
	keep(names, course, roll, now_s);
	return roll;
}

const char *roll_name(const struct roll *roll, const char *person)
{
	struct roll_person key = {.person = person};
	const struct roll_person *found = NULL;

	if (roll && roll->count)
		found = bsearch(&key, roll->people, roll->count, sizeof(key), by_person);
	return found ? found->name : NULL;
}
