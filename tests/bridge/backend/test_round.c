/* Rounds of several nodes on one store: whose turn it is, and what happens when one of them dies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/round.h"
#include "base/text.h"
#include "bridge/store/fixture.h"

#define NODES 3
#define COURSES 4
#define NOW_S INT64_C(1795000000)

/* A node as its loop would have it: what runs, and who waits there by course. */
struct site {
	struct round round;
	unsigned busy; /* at the one backend, "b" */
	unsigned waiting[COURSES];
	unsigned served[COURSES];
	unsigned places[COURSES][200]; /* told last */
	unsigned share; /* in hand while nobody waits */
};

static struct site sites[NODES];
static unsigned slots, weight_of[COURSES];
static const char *tenant_of[COURSES];
static int64_t tick_ms;
static char order[4096]; /* the courses as they were served, a letter each */
static unsigned notices;

static void notice(void *owner, const char *channel, const char *payload)
{
	(void)owner, (void)payload;
	if (text_equal(channel, ROUND_CHANNEL))
		__atomic_add_fetch(&notices, 1, __ATOMIC_SEQ_CST);
}

static void setup(void)
{
	fixture_setup();
	memset(sites, 0, sizeof(sites));
	for (int i = 0; i < NODES; i++)
		snprintf(sites[i].round.node, RANDOM_ID, "node-%d", i);
	for (int i = 0; i < COURSES; i++) {
		weight_of[i] = 1;
		tenant_of[i] = "t";
	}
	tick_ms = 1000;
	order[0] = '\0';
}

static void teardown(void)
{
	for (int i = 0; i < NODES; i++)
		round_clear(&sites[i].round);
	fixture_teardown();
}

static const char *course_name(int course)
{
	static const char *const names[COURSES] = {"A", "B", "C", "D"};

	return names[course];
}

static enum db_status run(struct db_conn *tx, void *arg)
{
	return round_run(arg, tx, NOW_S + tick_ms / 1000, tick_ms);
}

static void ask(struct site *site, struct claim claims[COURSES], int numbers[COURSES])
{
	struct deal *deal = &site->round.asked;

	*deal = (struct deal){
		.backends = {{.name = "b", .slots = slots, .busy = site->busy}},
		.backend_count = 1,
		.ours = claims,
	};
	for (int i = 0; i < COURSES; i++) {
		if (!site->waiting[i])
			continue;
		numbers[deal->our_count] = i;
		claims[deal->our_count++] = (struct claim){
			.tenant = tenant_of[i],
			.course = course_name(i),
			.weight = weight_of[i],
			.count = site->waiting[i],
			.backends = 1,
			.ours = true,
		};
	}
}

static unsigned busy_everywhere(void)
{
	unsigned busy = 0;

	for (int i = 0; i < NODES; i++)
		busy += sites[i].busy;
	return busy;
}

/* The node has its round; what it is dealt begins to run. */
static unsigned round_of(int node)
{
	struct site *site = &sites[node];
	struct claim claims[COURSES];
	int numbers[COURSES];
	unsigned granted = 0;

	ask(site, claims, numbers);
	ck_assert_int_eq(db_write(fixture_db, run, &site->round), DB_OK);
	round_keep(&site->round, tick_ms);
	for (size_t i = 0; i < site->round.deal.our_count; i++) {
		int course = numbers[i];

		for (unsigned j = 0; j < claims[i].granted[0]; j++, granted++)
			strncat(order, course_name(course), 1);
		site->served[course] += claims[i].granted[0];
		site->waiting[course] -= claims[i].granted[0];
		site->busy += claims[i].granted[0];
		ck_assert_uint_eq(claims[i].waiting, site->waiting[course]);
		for (unsigned j = 0; j < claims[i].waiting && j < 200; j++)
			site->places[course][j] = claims[i].places[j];
	}
	site->share = site->round.deal.backends[0].held - site->busy;
	ck_assert_uint_le(busy_everywhere(), slots);
	return granted;
}

/* Every node in turn, until nothing was given twice: what one has left another takes. */
static void settle(void)
{
	for (int idle = 0; idle < 2; idle++)
		for (int i = 0; i < NODES; i++)
			if (round_of(i))
				idle = -1;
}

/* One answer ends at each busy node, the fairest moment for nobody. */
static void answers_end(int first)
{
	for (int i = 0; i < NODES; i++) {
		struct site *site = &sites[(first + i) % NODES];

		if (site->busy)
			site->busy--;
	}
}

static unsigned count_in(const char *text, size_t len, char letter)
{
	unsigned count = 0;

	for (size_t i = 0; i < len && text[i]; i++)
		count += text[i] == letter;
	return count;
}

START_TEST(a_crowd_at_one_node_does_not_starve_a_few_at_another)
{
	slots = 3;
	sites[0].waiting[0] = 100;
	settle();
	ck_assert_str_eq(order, "AAA");
	order[0] = '\0';
	sites[1].waiting[1] = 6;
	for (int i = 0; i < 14; i++) {
		answers_end(i);
		settle();
		tick_ms += 100;
	}
	/* Every second slot is B's, as long as it waits. */
	ck_assert_uint_eq(sites[1].served[1], 6);
	for (unsigned i = 1; i <= 6; i++)
		ck_assert_uint_ge(count_in(order, 2 * i, 'B') + 1, i);
	ck_assert_uint_eq(sites[0].served[0] + 6, strlen(order) + 3);
}
END_TEST

START_TEST(one_slot_goes_round)
{
	slots = 1;
	sites[0].waiting[3] = 1;
	settle();
	order[0] = '\0';
	sites[0].waiting[0] = sites[1].waiting[1] = sites[2].waiting[2] = 5;
	settle();
	for (int i = 0; i < 15; i++) {
		answers_end(0);
		settle();
	}
	ck_assert_uint_eq(strlen(order), 15);
	for (size_t i = 0; i < 15; i += 3) /* each once, in each three */
		for (const char *course = "ABC"; *course; course++)
			ck_assert_uint_eq(count_in(order + i, 3, *course), 1);
}
END_TEST

START_TEST(a_course_at_two_nodes_has_one_share)
{
	slots = 2;
	sites[0].waiting[0] = sites[1].waiting[0] = sites[2].waiting[1] = 20;
	settle();
	for (int i = 1; i < 20; i++) {
		answers_end(i);
		settle();
	}
	for (size_t i = 2; i <= strlen(order) && i <= 40; i += 2)
		ck_assert_int_le(
			abs((int)count_in(order, i, 'A') - (int)count_in(order, i, 'B')),
			2);
	/* And its two nodes are served alike. */
	ck_assert_int_le(abs((int)sites[0].served[0] - (int)sites[1].served[0]), 2);
}
END_TEST

START_TEST(within_a_course_nodes_are_served_by_how_many_wait)
{
	slots = 1;
	sites[0].waiting[0] = 90;
	sites[1].waiting[0] = 10;
	settle();
	for (int i = 1; i < 50; i++) {
		answers_end(0);
		settle();
	}
	ck_assert_uint_ge(sites[1].served[0], 4);
	ck_assert_uint_le(sites[1].served[0], 6);
}
END_TEST

START_TEST(tenants_have_their_weight_over_all_nodes)
{
	slots = 4;
	tenant_of[0] = "big";
	weight_of[0] = 3;
	tenant_of[1] = "small";
	sites[0].waiting[0] = sites[1].waiting[1] = 100;
	settle();
	while (strlen(order) < 40) {
		answers_end(0);
		settle();
	}
	ck_assert_uint_ge(count_in(order, 40, 'A'), 28);
	ck_assert_uint_le(count_in(order, 40, 'A'), 32);
}
END_TEST

START_TEST(places_count_those_at_other_nodes)
{
	slots = 1;
	sites[0].waiting[0] = 1;
	round_of(0);
	sites[0].waiting[0] = 4;
	round_of(0);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(sites[0].places[0][i], i + 1);
	sites[1].waiting[0] = 4; /* of the same course: both alike */
	round_of(1);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(sites[1].places[0][i], 2 * (i + 1));
	sites[2].waiting[1] = 2; /* of another: every second turn */
	round_of(2);
	ck_assert_uint_le(sites[2].places[1][0], 2);
	ck_assert_uint_le(sites[2].places[1][1], 4);
	ck_assert_uint_eq(sites[2].round.deal.waiting, 10);
	round_of(1);
	ck_assert_uint_eq(sites[1].places[0][3], 10);
}
END_TEST

START_TEST(nobody_waits_so_each_has_its_share_at_hand)
{
	for (slots = 1; slots <= 8; slots++) {
		unsigned sum = 0;

		for (int i = 0; i < 2 * NODES; i++)
			round_of(i % NODES);
		for (unsigned i = 0; i < NODES; i++) {
			ck_assert_uint_eq(sites[i].share, deal_share(slots, NODES, i));
			ck_assert(!sites[i].round.deal.backends[0].line);
			sum += sites[i].share;
		}
		ck_assert_uint_eq(sum, slots);
	}
}
END_TEST

START_TEST(what_is_idle_elsewhere_comes_to_where_somebody_waits)
{
	slots = 9;
	for (int i = 0; i < 2 * NODES; i++)
		round_of(i % NODES);
	sites[2].waiting[0] = 20;
	ck_assert_uint_eq(round_of(2), 3); /* its share, which it gave back by asking */
	ck_assert_uint_eq(round_of(0), 0);
	ck_assert_uint_eq(sites[0].share, 0);
	ck_assert(sites[0].round.deal.backends[0].line);
	round_of(1);
	ck_assert_uint_eq(round_of(2), 6);
	ck_assert_uint_eq(sites[2].busy, 9);
}
END_TEST

START_TEST(a_slot_is_left_for_whose_turn_it_is_but_not_for_the_silent)
{
	slots = 1;
	sites[0].waiting[0] = 10;
	settle();
	sites[1].waiting[1] = 1;
	round_of(1);
	sites[0].busy = 0;
	ck_assert_uint_eq(round_of(0), 1); /* A had been there first */
	sites[0].busy = 0; /* and now it is B's turn, at node 1 */
	ck_assert_uint_eq(round_of(0), 0);
	ck_assert_uint_eq(sites[0].round.deal.backends[0].left, 1);
	tick_ms += ROUND_SILENT_MS; /* it has been killed, say */
	ck_assert_uint_eq(round_of(0), 0);
	tick_ms += 1;
	ck_assert_uint_eq(round_of(0), 1);
	round_of(1); /* it was only slow: there it is again, behind A */
	sites[0].busy = 0;
	ck_assert_uint_eq(round_of(0), 1);
	sites[0].busy = 0;
	ck_assert_uint_eq(round_of(0), 0);
	ck_assert_uint_eq(round_of(1), 1);
}
END_TEST

START_TEST(what_a_dead_node_held_comes_back_when_it_is_missed)
{
	slots = 4;
	sites[1].waiting[1] = 6;
	round_of(1);
	sites[0].waiting[0] = 10;
	ck_assert_uint_eq(round_of(0), 0);
	tick_ms += NODE_SILENT_S * 1000 - 1000;
	ck_assert_uint_eq(round_of(0), 0); /* its answers may still be written */
	tick_ms += 1000;
	sites[1].busy = 0;
	ck_assert_uint_eq(round_of(0), 4);
}
END_TEST

static void until_told(unsigned times)
{
	for (int i = 0; i < 2000 && __atomic_load_n(&notices, __ATOMIC_SEQ_CST) < times;
	     i++)
		usleep(1000);
	ck_assert_uint_eq(__atomic_load_n(&notices, __ATOMIC_SEQ_CST), times);
}

START_TEST(the_others_are_told_of_a_line_and_of_what_was_left_for_them)
{
	slots = 2;
	notices = 0;
	db_listen(fixture_db, notice, NULL);
	for (int i = 0; i < 2 * NODES; i++)
		round_of(i % NODES);
	sites[0].waiting[0] = 5;
	round_of(0); /* the others hold slots and know nothing */
	until_told(1);
	round_of(0); /* once is enough */
	round_of(1);
	round_of(2);
	until_told(3); /* node 1 gave its share back, node 2 saw it lie there */
	db_listen(fixture_db, NULL, NULL);
}
END_TEST

static enum db_status appear(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "INSERT INTO node (id, seen_s) VALUES ('old', $1)", "i",
		       NOW_S);
}

START_TEST(a_node_of_the_version_before_has_its_share)
{
	slots = 5;
	ck_assert_int_eq(db_write(fixture_db, appear, NULL), DB_OK);
	sites[0].waiting[0] = 9;
	ck_assert_uint_eq(round_of(0), 2); /* deal_share(5, 2, 0) are not ours */
}
END_TEST

/* A small generator of our own: the same sequence on every machine. */
static unsigned next_number(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

/*
 * Whatever happens in whatever order: never more answers than slots (round_of looks), no slot left
 * free while somebody waits, and of two courses that wait all the time each has half of the turns.
 */
START_TEST(any_history_is_fair)
{
	unsigned state = (unsigned)_i + 1;

	slots = 1 + (unsigned)_i % 5;
	for (int step = 0; step < 48; step++) {
		unsigned number = next_number(&state);
		struct site *site = &sites[number % NODES];

		sites[number / 5 % NODES].waiting[2 + number / 3 % 2] += number / 7 % 2;
		sites[0].waiting[0] = sites[1].waiting[1] = 20;
		if (site->busy)
			site->busy--;
		for (unsigned i = 0; i < number / 64 % 3; i++)
			round_of((int)(next_number(&state) % NODES));
		tick_ms += number % 200;
		if (step % 6)
			continue;
		settle();
		ck_assert_uint_eq(busy_everywhere(), slots);
		ck_assert_int_le(abs((int)sites[0].served[0] - (int)sites[1].served[1]),
				 (int)slots + 1);
	}
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("round");
	TCase *rounds = tcase_create("rounds");

	suite_add_tcase(suite, rounds);
	tcase_add_checked_fixture(rounds, setup, teardown);
	tcase_add_test(rounds, a_crowd_at_one_node_does_not_starve_a_few_at_another);
	tcase_add_test(rounds, one_slot_goes_round);
	tcase_add_test(rounds, a_course_at_two_nodes_has_one_share);
	tcase_add_test(rounds, within_a_course_nodes_are_served_by_how_many_wait);
	tcase_add_test(rounds, tenants_have_their_weight_over_all_nodes);
	tcase_add_test(rounds, places_count_those_at_other_nodes);
	tcase_add_test(rounds, nobody_waits_so_each_has_its_share_at_hand);
	tcase_add_test(rounds, what_is_idle_elsewhere_comes_to_where_somebody_waits);
	tcase_add_test(rounds,
		       a_slot_is_left_for_whose_turn_it_is_but_not_for_the_silent);
	tcase_add_test(rounds, what_a_dead_node_held_comes_back_when_it_is_missed);
	tcase_add_test(rounds,
		       the_others_are_told_of_a_line_and_of_what_was_left_for_them);
	tcase_add_test(rounds, a_node_of_the_version_before_has_its_share);
	tcase_add_loop_test(rounds, any_history_is_fair, 0, 5);
	return fixture_run(suite, argc, argv);
}
