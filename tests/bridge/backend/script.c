/* Starting, asking and stopping the scripted server. */
#include "bridge/backend/script.h"

#include <check.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

static void child(const int in[2], const int out[2])
{
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	close(in[0]), close(in[1]), close(out[0]), close(out[1]);
	execlp("node", "node", SCRIPTED_SERVER, (char *)NULL);
	_exit(127);
}

void script_start(struct script *script)
{
	int in[2], out[2];
	FILE *said;

	*script = (struct script){.pid = -1};
	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(out), 0);
	script->pid = fork();
	if (script->pid == 0)
		child(in, out);
	close(in[0]), close(out[1]);
	script->hold = in[1];
	said = fdopen(out[0], "r");
	if (fscanf(said, "listening 127.0.0.1:%u", &script->port) != 1)
		fprintf(stderr, "the scripted server did not start\n");
	fclose(said);
	snprintf(script->url, sizeof(script->url), "http://127.0.0.1:%u/v1",
		 script->port);
}

void script_stop(struct script *script)
{
	close(script->hold);
	kill(script->pid, SIGTERM);
	waitpid(script->pid, NULL, 0);
}

static size_t keep(char *bytes, size_t size, size_t count, void *body)
{
	return buf_add(body, bytes, size * count) ? size * count : 0;
}

static void ask(const struct script *script, const char *method, const char *path,
		const char *body, struct buf *answer)
{
	CURL *easy = curl_easy_init();
	char url[256];
	long status = 0;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", script->port, path);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, 30L);
	if (body)
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
	ck_assert_int_eq(curl_easy_perform(easy), CURLE_OK);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	ck_assert_int_eq(status / 100, 2);
	curl_easy_cleanup(easy);
}

void script_control(const struct script *script, const char *json)
{
	AUTO_BUF answer;

	buf_init(&answer, MIB);
	ask(script, "POST", "/control", json, &answer);
}

struct json_object *script_get(const struct script *script, const char *path)
{
	AUTO_BUF answer;

	buf_init(&answer, 16 * MIB);
	ask(script, "GET", path, NULL, &answer);
	return json_tokener_parse(answer.bytes);
}

void script_reset(const struct script *script)
{
	AUTO_BUF answer;

	script_control(script, "{\"then\":[],\"always\":null,\"models\":null,"
			       "\"models_status\":null,\"delay_ms\":0,\"key\":null}");
	buf_init(&answer, KIB);
	ask(script, "DELETE", "/log", NULL, &answer);
}

struct json_object *script_request(struct json_object *log, size_t n)
{
	struct json_object *requests = json_object_object_get(log, "requests");

	ck_assert_uint_lt(n, json_object_array_length(requests));
	return json_object_array_get_idx(requests, n);
}

void script_always(const struct script *script, const char *scenario)
{
	char json[128];

	snprintf(json, sizeof(json), "{\"always\":\"%s\"}", scenario);
	script_control(script, json);
}

size_t script_requests(const struct script *script)
{
	struct json_object *log = script_get(script, "/log");
	size_t count = json_object_array_length(json_object_object_get(log, "requests"));

	json_object_put(log);
	return count;
}

int script_most(const struct script *script)
{
	struct json_object *log = script_get(script, "/log");
	int most = json_object_get_int(json_object_object_get(log, "most"));

	json_object_put(log);
	return most;
}
