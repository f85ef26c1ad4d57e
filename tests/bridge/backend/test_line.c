/* Many people on few slots: places, fairness, the ends of waiting. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bridge/backend/scene.h"

/* Slots and places */

START_TEST(six_questions_on_two_slots_get_honest_places)
{
	stage_backend(&stage, "one", script.url, "words:3:10")->max_in_flight = 2;
	stage_open(&stage);
	stage_until_probed(&stage);
	for (int i = 0; i < 6; i++)
		person_asks("words:3:10", "c");
	until_all_ended();
	ck_assert_int_eq(script_most(&script), 2);
	for (unsigned i = 0; i < 6; i++) {
		const struct listener *person = &people[i];

		ck_assert_int_eq(person->outcome.end, RELAY_FINISHED);
		ck_assert_uint_eq(person->started, 1);
		ck_assert_uint_eq(person->order, i + 1);
		if (i < 2) {
			ck_assert_uint_eq(person->place_count, 0);
			continue;
		}
		/* The place only gets better, one by one, and begins with the truth. */
		ck_assert_uint_eq(person->places[0], i - 1);
		for (size_t j = 1; j < person->place_count; j++)
			ck_assert_uint_lt(person->places[j], person->places[j - 1]);
	}
	ck_assert_uint_eq(people[5].waits[0], 0); /* nobody knows yet */
	ck_assert_uint_ge(people[5].waits[people[5].place_count - 1], 1);
}
END_TEST

START_TEST(a_course_with_fifty_waiting_does_not_starve_another)
{
	stage_backend(&stage, "one", script.url, "words:2:1")->max_in_flight = 2;
	stage_open(&stage);
	stage_until_probed(&stage);
	for (int i = 0; i < 52; i++)
		person_asks("words:2:1", "big");
	for (int i = 0; i < 5; i++)
		person_asks("words:2:1", "small");
	until_all_ended();
	for (size_t i = 52; i < 57; i++) /* every second slot behind the first two */
		ck_assert_uint_le(people[i].order, 2 + 2 * 5);
}
END_TEST

START_TEST(whoever_leaves_makes_room)
{
	stage_backend(&stage, "one", script.url, "mute;echo")->max_in_flight = 1;
	stage_open(&stage);
	stage_until_probed(&stage);
	person_asks("mute", "c");
	person_asks("mute", "c")->cancel_when_queued = true;
	person_asks("echo", "c");
	stage_until(&stage, &people[0].started, 1);
	stage_run_ms(&stage, 5);
	ck_assert_ptr_null(people[1].relay);
	ck_assert_uint_eq(people[2].places[people[2].place_count - 1], 1);
	relay_cancel(&people[0].relay, NULL);
	stage_until(&stage, &people[2].ended, 1);
	ck_assert_int_eq(people[2].outcome.end, RELAY_FINISHED);
}
END_TEST

START_TEST(waiting_has_an_end)
{
	struct relay_request request = {.id = "t", .body = question("mute", "Hi")};

	stage_backend(&stage, "one", script.url, "mute")->max_in_flight = 1;
	stage_open(&stage);
	person_asks("mute", "c");
	stage_until(&stage, &people[0].started, 1);
	request.wait_max_s = 1;
	listener_ask_with(&listener, &request);
	json_object_put(request.body);
	stage_until(&stage, &listener.ended, 1);
	ck_assert_int_eq(listener.outcome.end, RELAY_BUSY);
	ck_assert(!listener.outcome.sent);
	ck_assert_uint_eq(listener.started, 0);
}
END_TEST

START_TEST(the_line_has_an_end)
{
	static struct listener crowd[HALL_GUESTS_MAX];

	stage_backend(&stage, "one", script.url, "mute")->max_in_flight = 1;
	stage.tuning.places_ms = 60000;
	stage_open(&stage);
	person_asks("mute", "c");
	stage_until(&stage, &people[0].started, 1);
	for (size_t i = 0; i < HALL_GUESTS_MAX; i++) {
		listener_init(&crowd[i], &stage);
		listener_ask(&crowd[i], "mute", "t", "c", "p");
	}
	listener_hear(&listener, "mute");
	ck_assert_int_eq(listener.outcome.end, RELAY_BUSY);
	ck_assert_uint_eq(crowd[HALL_GUESTS_MAX - 1].places[0], HALL_GUESTS_MAX);
}
END_TEST

START_TEST(a_lecture_hall_is_served_to_the_last)
{
	char course[8];

	stage_backend(&stage, "one", script.url, "words:5:1")->max_in_flight = 16;
	stage.tuning.places_ms = 500;
	stage_open(&stage);
	for (int i = 0; i < 300; i++) {
		snprintf(course, sizeof(course), "c%d", i % 3);
		person_asks("words:5:1", course);
	}
	until_all_ended();
	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(people[i].outcome.end, RELAY_FINISHED);
		ck_assert_str_eq(people[i].text.bytes, "word1 word2 word3 word4 word5");
		/* Nobody is overtaken by more than the other courses' turns. */
		ck_assert_uint_le(people[i].order, (unsigned)i + 3);
	}
	ck_assert_int_eq(script_most(&script), 16);
}
END_TEST

static void course_asks(const char *course, int count)
{
	for (int i = 0; i < count; i++)
		person_asks("words:3:1", course);
}

/* Courses of 200, 60 and 40, the largest first: a slot in turn, as long as all three wait. */
START_TEST(in_a_lecture_hall_no_course_takes_anothers_share)
{
	stage_backend(&stage, "one", script.url, "words:3:1")->max_in_flight = 16;
	stage.tuning.places_ms = 100;
	stage_open(&stage);
	course_asks("large", 200);
	course_asks("middle", 60);
	course_asks("small", 40);
	until_all_ended();
	for (unsigned i = 0; i < 300; i++) {
		const struct listener *person = &people[i];
		unsigned nth = i < 200 ? i + 1 : i < 260 ? i - 199 : i - 259;

		ck_assert_int_eq(person->outcome.end, RELAY_FINISHED);
		/* All wait before the first slot is given: the turns are exact. */
		if (i >= 260 || (i >= 200 && nth <= 40))
			ck_assert_uint_le(person->order, 3 * nth);
		else if (i >= 200)
			ck_assert_uint_le(person->order, 120 + 2 * (nth - 40));
		else if (nth <= 40)
			ck_assert_uint_le(person->order, 3 * nth);
		/* Who had to wait was told a place that was true, and only got better. */
		if (person->place_count)
			ck_assert_uint_le(person->places[0], person->order);
		for (size_t j = 1; j < person->place_count; j++)
			ck_assert_uint_lt(person->places[j], person->places[j - 1]);
	}
	ck_assert_int_eq(script_most(&script), 16);
}
END_TEST

static void ask_again(void *owner, const struct relay_outcome *outcome)
{
	unsigned *ended = owner;
	static const struct relay_events events = {.ended = ask_again};
	struct relay_request request = {.id = "t", .body = question("echo", "Hi")};

	ck_assert_int_eq(outcome->end, RELAY_FINISHED);
	if (++*ended < 5)
		relay_start(stage.backends, &request, &events, owner);
	json_object_put(request.body);
}

START_TEST(the_end_of_one_may_start_another)
{
	const struct relay_events events = {.ended = ask_again};
	struct relay_request request = {.id = "t", .body = question("echo", "Hi")};
	unsigned ended = 0;

	stage_backend(&stage, "one", script.url, "echo")->max_in_flight = 1;
	stage_open(&stage);
	relay_start(stage.backends, &request, &events, &ended);
	json_object_put(request.body);
	stage_until(&stage, &ended, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("line");
	TCase *tcase = tcase_create("line");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_test(tcase, six_questions_on_two_slots_get_honest_places);
	tcase_add_test(tcase, a_course_with_fifty_waiting_does_not_starve_another);
	tcase_add_test(tcase, whoever_leaves_makes_room);
	tcase_add_test(tcase, waiting_has_an_end);
	tcase_add_test(tcase, the_line_has_an_end);
	tcase_add_test(tcase, a_lecture_hall_is_served_to_the_last);
	tcase_add_test(tcase, in_a_lecture_hall_no_course_takes_anothers_share);
	tcase_add_test(tcase, the_end_of_one_may_start_another);
	return check_run(suite);
}
