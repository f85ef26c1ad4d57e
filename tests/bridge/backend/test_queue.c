/* The waiting line: whose turn it is, and who is told which place. */
#include <stdio.h>
#include <string.h>

#include "backend/queue.h"
#include "base/text.h"
#include "check_main.h"

#define TICKETS_MAX 600
#define ANY 1u

static struct queue *queue;
static struct ticket tickets[TICKETS_MAX];
static char names[TICKETS_MAX][16];
static size_t joined;

static void setup(void)
{
	queue = queue_new(TICKETS_MAX);
	memset(tickets, 0, sizeof(tickets));
	joined = 0;
}

static void teardown(void)
{
	queue_free(queue);
}

static struct ticket *join_as(const char *name, const char *tenant, const char *course,
			      const char *person, unsigned weight, uint32_t mask)
{
	struct ticket *ticket = &tickets[joined];

	snprintf(names[joined], sizeof(names[joined]), "%s", name);
	ticket->owner = names[joined++];
	ticket->mask = mask;
	ck_assert(queue_join(queue, ticket, tenant, course, person, weight));
	return ticket;
}

/* "tcp" is tenant t, course c, person p. */
static struct ticket *join(const char *who)
{
	const char tenant[] = {who[0], 0}, course[] = {who[1], 0}, person[] = {who[2], 0};

	return join_as(who, tenant, course, person, 1, ANY);
}

static bool all_may_go(void *owner, const struct ticket *ticket)
{
	(void)owner, (void)ticket;
	return true;
}

static bool mask_may_go(void *owner, const struct ticket *ticket)
{
	return ticket->mask & *(uint32_t *)owner;
}

/* Who is served, in order, separated by spaces. */
static const char *order(void)
{
	static char text[TICKETS_MAX * 16];
	struct ticket *ticket;
	size_t len = 0;

	text[0] = '\0';
	while ((ticket = queue_next(queue, all_may_go, NULL)))
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
					len ? " " : "", (char *)ticket->owner);
	ck_assert_uint_eq(queue_length(queue), 0);
	return text;
}

static void note(void *owner, struct ticket *ticket, bool changed)
{
	char *text = owner;
	size_t len = strlen(text);

	(void)changed;
	snprintf(text + len, TICKETS_MAX * 16 - len, "%s%s", len ? " " : "",
		 (char *)ticket->owner);
}

static const char *foreseen(void)
{
	static char text[TICKETS_MAX * 16];

	text[0] = '\0';
	queue_foresee(queue, note, text);
	return text;
}

/* clang-format off */
static const struct {
	const char *what;
	const char *join[9];
	const char *order;
} lines[] = {
	{ "one person's own come in their order", { "tca", "tcb", "tca" }, "tca tcb tca" },
	{ "persons take turns", { "tca", "tca", "tca", "tcb", "tcc" }, "tca tcb tcc tca tca" },
	{ "courses take turns", { "tca", "tcb", "tcc", "tdx", "tdy" }, "tca tdx tcb tdy tcc" },
	{ "tenants take turns", { "tca", "tdb", "tec", "uca", "ucb" }, "tca uca tdb ucb tec" },
	{ "the same name elsewhere is somebody else", { "tca", "tca", "tda", "uca" }, "tca uca tda tca" },
	{ "the last one alone", { "tca" }, "tca" },
	{ "nobody", { NULL }, "" },
};
/* clang-format on */

START_TEST(turns_are_taken)
{
	for (size_t i = 0; lines[_i].join[i]; i++)
		join(lines[_i].join[i]);
	ck_assert_str_eq(foreseen(), lines[_i].order);
	ck_assert_str_eq(order(), lines[_i].order);
}
END_TEST

START_TEST(a_course_with_fifty_waiting_does_not_starve_another)
{
	char person[16];
	int served = 0;

	for (int i = 0; i < 50; i++) {
		snprintf(person, sizeof(person), "p%d", i);
		join_as("big", "t", "big", person, 1, ANY);
	}
	for (int i = 0; i < 5; i++) {
		snprintf(person, sizeof(person), "s%d", i);
		join_as("small", "t", "small", person, 1, ANY);
	}
	for (int i = 0; i < 10; i++) {
		struct ticket *ticket = queue_next(queue, all_may_go, NULL);

		served += strcmp(ticket->owner, "small") == 0;
	}
	ck_assert_int_eq(served, 5);
}
END_TEST

START_TEST(a_tenants_weight_is_its_share)
{
	for (int i = 0; i < 6; i++)
		join_as("A", "a", "c", "p", 3, ANY);
	for (int i = 0; i < 3; i++)
		join_as("B", "b", "c", "p", 1, ANY);
	ck_assert_str_eq(foreseen(), "A A A B A A A B B");
	ck_assert_str_eq(order(), "A A A B A A A B B");
}
END_TEST

START_TEST(a_smaller_weight_counts_at_once)
{
	join_as("A", "a", "c", "p", 5, ANY);
	join_as("A", "a", "c", "p", 1, ANY);
	join_as("B", "b", "c", "p", 0, ANY);
	ck_assert_str_eq(order(), "A B A");
}
END_TEST

START_TEST(who_cannot_go_keeps_the_turn)
{
	uint32_t free_backends = 2;
	struct ticket *ticket;

	join_as("A", "a", "c", "p", 1, 1);
	join_as("A2", "a", "c", "p", 1, 2);
	join_as("B", "b", "c", "p", 1, 2);
	ticket = queue_next(queue, mask_may_go, &free_backends);
	ck_assert_str_eq(ticket->owner, "A2"); /* a later one of the same person */
	ticket = queue_next(queue, mask_may_go, &free_backends);
	ck_assert_str_eq(ticket->owner, "B");
	ck_assert_ptr_null(queue_next(queue, mask_may_go, &free_backends));
	free_backends = 1;
	ticket = queue_next(queue, mask_may_go, &free_backends);
	ck_assert_str_eq(ticket->owner, "A");
	ck_assert_uint_eq(queue_length(queue), 0);
}
END_TEST

START_TEST(places_count_only_those_who_compete)
{
	struct ticket *a = join_as("a", "t", "c", "a", 1, 1);
	struct ticket *b = join_as("b", "t", "c", "b", 1, 2);
	struct ticket *c = join_as("c", "t", "c", "c", 1, 1);
	struct ticket *d = join_as("d", "t", "c", "d", 1, 3);
	struct ticket *e = join_as("e", "t", "c", "e", 1, 4);

	foreseen();
	ck_assert_uint_eq(a->place, 1);
	ck_assert_uint_eq(b->place, 1);
	ck_assert_uint_eq(c->place, 2);
	ck_assert_uint_eq(d->place, 4);
	ck_assert_uint_eq(e->place, 1);
}
END_TEST

START_TEST(leaving_moves_the_others_up)
{
	struct ticket *a = join("tca"), *b = join("tcb"), *c = join("tcc");

	foreseen();
	ck_assert_uint_eq(c->place, 3);
	queue_leave(queue, b);
	queue_leave(queue, b); /* not in the line any more: fine */
	ck_assert_str_eq(foreseen(), "tca tcc");
	ck_assert_uint_eq(a->place, 1);
	ck_assert_uint_eq(c->place, 2);
	ck_assert_uint_eq(queue_length(queue), 2);
}
END_TEST

START_TEST(who_comes_back_is_first_of_its_own)
{
	struct ticket *ticket;

	join("tca");
	join("tca");
	join("tcb");
	ticket = queue_next(queue, all_may_go, NULL);
	queue_rejoin(queue, ticket, "t", "c", "a", 1);
	ticket = queue_next(queue, all_may_go, NULL);
	ck_assert_str_eq(ticket->owner, "tcb");
	ticket = queue_next(queue, all_may_go, NULL);
	ck_assert_ptr_eq(ticket, &tickets[0]);
}
END_TEST

START_TEST(a_full_line_takes_nobody_but_who_comes_back)
{
	static struct ticket more; /* the line outlives this function */

	more.owner = names[0];
	for (int i = 0; i < TICKETS_MAX; i++)
		join("tca");
	ck_assert(!queue_join(queue, &more, "t", "c", "a", 1));
	ck_assert_ptr_null(more.person);
	queue_rejoin(queue, &more, "t", "c", "a", 1);
	ck_assert_uint_eq(queue_length(queue), TICKETS_MAX + 1);
}
END_TEST

/* A small generator of our own: the same sequence on every machine. */
static unsigned next_number(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

START_TEST(what_was_foreseen_comes_true_after_any_history)
{
	static char will[TICKETS_MAX * 16];
	unsigned state = (unsigned)_i + 1;

	for (int step = 0; step < 300; step++) {
		unsigned number = next_number(&state);
		char who[4] = {(char)('t' + number % 3), (char)('c' + number / 3 % 3),
			       (char)('a' + number / 9 % 4), 0};

		if (number / 64 % 4)
			join_as(who, (char[]){who[0], 0}, (char[]){who[1], 0},
				(char[]){who[2], 0}, 1 + number % 3, ANY);
		else if (number / 256 % 2)
			queue_next(queue, all_may_go, NULL);
		else if (joined)
			queue_leave(queue, &tickets[number % joined]);
	}
	snprintf(will, sizeof(will), "%s", foreseen());
	ck_assert_str_eq(foreseen(), will); /* looking changes nothing */
	ck_assert_str_eq(order(), will);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("queue");
	TCase *tcase = tcase_create("queue");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, turns_are_taken, 0, ARRAY_LEN(lines));
	tcase_add_test(tcase, a_course_with_fifty_waiting_does_not_starve_another);
	tcase_add_test(tcase, a_tenants_weight_is_its_share);
	tcase_add_test(tcase, a_smaller_weight_counts_at_once);
	tcase_add_test(tcase, who_cannot_go_keeps_the_turn);
	tcase_add_test(tcase, places_count_only_those_who_compete);
	tcase_add_test(tcase, leaving_moves_the_others_up);
	tcase_add_test(tcase, who_comes_back_is_first_of_its_own);
	tcase_add_test(tcase, a_full_line_takes_nobody_but_who_comes_back);
	tcase_add_loop_test(tcase, what_was_foreseen_comes_true_after_any_history, 0, 20);
	return check_run(suite);
}
