/*
 * Serve: a small server for the tests in Node beside it. Its routes echo, wait, stream and are
 * slow on demand; its store is real, with one session per rank. Writes one line of JSON when it
 * is ready, and takes commands on standard input: "drain", "reload", "stop"; its end
 * ends it, too.
 *
 *   http_serve [--service] [KEY=VALUE …]
 *
 * --service takes the service's own route table; its handlers are not meant to be reached.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "bridge/http/serve_routes.h"
#include "course/session.h"
#include "http/server.h"
#include "store/db.h"

static struct config config = {
	.public_url = "http://kibridge.test",
	.listen = "127.0.0.1:0",
	.tls_cert = "",
	.tls_key = "",
	.trusted_proxies = "127.0.0.1",
	.metrics_listen = "127.0.0.1:0",
	.rate_per_minute = 1000000,
	.workers = 4,
};
static struct http_server_options options = {.config = &config};
static unsigned half_bytes;
static struct parts parts = {.config = &config};

/* Settings by the name that the tests give them. */
static void setting_take(const char *name, const char *value)
{
	const struct {
		const char *name;
		const char **text;
		unsigned *number;
	} settings[] = {
		{"trusted_proxies", &config.trusted_proxies, NULL},
		{"public_url", &config.public_url, NULL},
		{"listen", &config.listen, NULL},
		{"tls_cert", &config.tls_cert, NULL},
		{"tls_key", &config.tls_key, NULL},
		{"rate_per_minute", NULL, &config.rate_per_minute},
		{"ping_s", NULL, &options.ping_s},
		{"request_s", NULL, &options.request_s},
		{"stalled_s", NULL, &options.stalled_s},
		{"half_bytes", NULL, &half_bytes},
	};

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (!text_equal(settings[i].name, name))
			continue;
		if (settings[i].text)
			*settings[i].text = value;
		else
			*settings[i].number = (unsigned)strtoul(value, NULL, 10);
		return;
	}
	log_fatal("test.setting", "name=%s", name);
}

static void args_take(int argc, char **argv)
{
	options.routes = test_routes;
	options.route_count = test_route_count;
	for (int i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (text_equal(argv[i], "--service")) {
			options.routes = service_routes;
			options.route_count = service_route_count;
		} else if (value) {
			*value = '\0';
			setting_take(argv[i], value + 1);
		}
	}
}

/* Sessions */

static char tokens[RANK_ADMIN + 1][SESSION_SECRET];

static enum db_status tenant_make(struct db_conn *tx)
{
	if (db_exec(tx,
		    "INSERT INTO tenant (id, name, time_zone, secret, settings, "
		    "created_s)"
		    " VALUES ('t', 'Tests', 'UTC', '', '{}', 1)",
		    "") != DB_OK)
		return DB_FAILED;
	if (db_exec(tx,
		    "INSERT INTO platform (id, tenant_id, issuer, client_id, auth_url,"
		    " token_url, jwks_url, profile, status, created_s) VALUES ('p', 't',"
		    " 'https://lms.test', 'c', 'https://login.lms.test/auth',"
		    " 'https://lms.test/token', 'https://lms.test/jwks', 'moodle', "
		    "'active',"
		    " 1)",
		    "") != DB_OK)
		return DB_FAILED;
	return db_exec(tx,
		       "INSERT INTO deployment (id, platform_id, deployment_id, status,"
		       " created_s) VALUES ('d', 'p', '1', 'active', 1)",
		       "");
}

static enum db_status sessions_make(struct db_conn *tx, void *arg)
{
	char code[SESSION_SECRET], id[RANDOM_ID];
	enum db_status status = tenant_make(tx);

	(void)arg;
	for (enum rank rank = RANK_STUDENT; rank <= RANK_ADMIN && status == DB_OK;
	     rank++) {
		struct session session = {
			.id = random_id(id),
			.tenant = "t",
			.platform = "p",
			.deployment = "d",
			.person = "x",
			.rank = rank,
			.locale = "en",
			.message = "LtiResourceLinkRequest",
			.frame_origin = "https://lms.test",
			.expires_s = INT64_MAX / 2,
		};

		status = session_open(tx, &session, 1, code);
		if (status == DB_OK)
			status = session_trade(tx, code, 1, tokens[rank]);
	}
	return status;
}

/* Standard input and output */

static struct loop *loop;
static struct http_server *server;
static uv_pipe_t commands;

static void drained(void *arg)
{
	(void)arg;
	puts("drained");
	fflush(stdout);
}

static void line_take(const char *line)
{
	if (text_equal(line, "drain"))
		http_server_drain(server, drained, NULL);
	else if (text_equal(line, "reload"))
		http_server_reload(server, &config);
	else if (text_equal(line, "stop"))
		loop_stop(loop);
}

static void room_give(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
	static char room[256];

	(void)handle;
	(void)wanted;
	*out = uv_buf_init(room, sizeof(room) - 1);
}

static void command_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *bytes)
{
	char *save = NULL;

	if (got < 0) {
		uv_read_stop(stream);
		loop_stop(loop);
		return;
	}
	bytes->base[got] = '\0';
	for (char *line = strtok_r(bytes->base, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		line_take(line);
}

static struct json_object *routes_json(void)
{
	struct json_object *rows = json_object_new_array();

	for (size_t i = 0; i < options.route_count; i++) {
		const struct route *route = &options.routes[i];
		struct json_object *row = json_object_new_object();

		json_put_text(row, "path", route->path);
		json_put_int(row, "methods", route->methods);
		json_put_int(row, "needs", route->needs);
		json_put_int(row, "body_max", (int64_t)route->body_max);
		json_object_array_add(rows, row);
	}
	return rows;
}

static void ready_print(void)
{
	AUTO_ARENA *arena = arena_new(MIB);
	struct json_object *ready = json_new(arena);

	json_put_int(ready, "pid", getpid());
	json_put_int(ready, "port", http_server_port(server));
	json_put_int(ready, "metrics", http_server_metrics_port(server));
	for (enum rank rank = RANK_STUDENT; rank <= RANK_ADMIN; rank++)
		json_put_text(ready, rank_role(rank), tokens[rank]);
	json_put(ready, "routes", routes_json());
	puts(json_write(ready));
	fflush(stdout);
}

static void serve(char error[256])
{
	server = http_server_new(&options, error);
	if (!server || !http_server_start(server, error)) {
		fprintf(stderr, "%s\n", error);
		http_server_free(server);
		return;
	}
	uv_pipe_init(loop_uv(loop), &commands, 0);
	uv_pipe_open(&commands, STDIN_FILENO);
	uv_read_start((uv_stream_t *)&commands, room_give, command_read);
	ready_print();
	loop_run(loop);
	uv_close((uv_handle_t *)&commands, NULL);
	http_server_free(server);
}

static int remove_one(const char *path, const struct stat *info, int kind,
		      struct FTW *place)
{
	(void)info;
	(void)kind;
	(void)place;
	return remove(path);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/kibridge-http-XXXXXX", path[80], error[256] = "";
	struct db_options store = {.url = path};

	args_take(argc, argv);
	if (!getenv("HTTP_SERVE_LOG"))
		log_level_set(LOG_ERROR);
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "sqlite:%s/test.db", dir);
	if (db_open(&parts.db, &store, error) != DB_OK ||
	    db_write(parts.db, sessions_make, NULL) != DB_OK)
		log_fatal("test.store", "error=%s", error);
	parts.metrics = options.metrics = metrics_new();
	parts.loop = options.loop = loop = loop_new(config.workers);
	options.parts = &parts;
	options.live = &test_live;
	options.half_bytes = half_bytes;
	serve(error);
	loop_free(loop);
	metrics_free(parts.metrics);
	db_close(parts.db);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return *error ? 1 : 0;
}
