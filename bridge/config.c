/*
 * Config: the operator's file, read with inih. The table below is the only place that
 * knows a setting: parsing, checks, defaults, what a reload may change and docs/config.md
 * all come from its rows. A config owns one arena with every string in it.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/text.h"

#define CONFIG_ARENA_BYTES (4U << 20)
#define KEY_FILE_MAX 4096

enum setting_type {
	SETTING_TEXT,
	SETTING_LIST, /* given again, it goes on: inih reads lines of 200 bytes */
	SETTING_FILE, /* a path */
	SETTING_URL, /* http or https, no trailing slash kept */
	SETTING_ADDRESS, /* host:port, [v6]:port */
	SETTING_STORE, /* sqlite:PATH or postgresql://… */
	SETTING_NUMBER,
	SETTING_BOOL,
	SETTING_LOG_LEVEL,
};

struct setting {
	const char *section; /* "backend" stands for every [backend NAME] */
	const char *name;
	enum setting_type type;
	size_t offset; /* in struct config, or in struct config_backend */
	const char *unit;
	const char *fallback; /* as the operator would write it; NULL: must be given */
	unsigned least, most; /* of numbers */
	bool reload; /* SIGHUP takes it over */
	const char *help;
};

#define AT(field) offsetof(struct config, field)
#define IN(field) offsetof(struct config_backend, field)

/* clang-format off */
static const struct setting settings[] = {
	/* section    name                 type               where                 unit       default  least  most  reload */
	{ "server",  "public_url",          SETTING_URL,       AT(public_url),         "",        NULL,                  0, 0, false,
	  "The address under which browsers and the LMS reach this service, without a trailing slash. https, unless `allow_private_lms` is on." },
	{ "server",  "listen",              SETTING_ADDRESS,   AT(listen),             "",        "127.0.0.1:8080",      0, 0, false,
	  "Where to accept connections. Port 0 takes a free one." },
	{ "server",  "tls_cert",            SETTING_FILE,      AT(tls_cert),           "",        "",                    0, 0, false,
	  "Certificate chain in PEM. Empty: plain http behind a reverse proxy." },
	{ "server",  "tls_key",             SETTING_FILE,      AT(tls_key),            "",        "",                    0, 0, false,
	  "Private key of the certificate, in PEM." },
	{ "server",  "trusted_proxies",     SETTING_TEXT,      AT(trusted_proxies),    "",        "127.0.0.1 ::1",       0, 0, false,
	  "Addresses whose X-Forwarded-For is believed, separated by spaces or commas." },
	{ "server",  "metrics_listen",      SETTING_ADDRESS,   AT(metrics_listen),     "",        "",                    0, 0, false,
	  "Where `GET /metrics` is served. Empty: nowhere." },
	{ "server",  "operator_name",       SETTING_TEXT,      AT(operator_name),      "",        "",                    0, 0, true,
	  "Who operates this service, as students read it. Empty: the host of `public_url`." },
	{ "server",  "secret_file",         SETTING_FILE,      AT(secret_file),        "",        "",                    0, 0, false,
	  "The key that seals login state and our signing keys; made with mode 0600 if missing. Keep a copy apart from the store's. Empty: the SQLite file's name with `.secret` behind it; with PostgreSQL it must be given, and be the same on every node." },
	{ "server",  "allow_private_lms",   SETTING_BOOL,      AT(allow_private_lms),  "",        "no",                  0, 0, false,
	  "Development only: LMS addresses may be http or private." },
	{ "server",  "workers",             SETTING_NUMBER,    AT(workers),            "threads", "32",                  1, 64, false,
	  "How many requests are worked on at the same time." },
	{ "server",  "drain_s",             SETTING_NUMBER,    AT(drain_s),            "seconds", "30",                  0, 3600, true,
	  "How long running answers may go on after SIGTERM." },
	{ "server",  "grace_s",             SETTING_NUMBER,    AT(grace_s),            "seconds", "60",                  0, 3600, true,
	  "How long an answer goes on after its browser has gone." },
	{ "server",  "session_s",           SETTING_NUMBER,    AT(session_s),          "seconds", "28800",               300, 86400, true,
	  "How long a launch stays usable." },
	{ "server",  "rate_per_minute",     SETTING_NUMBER,    AT(rate_per_minute),    "requests", "1200",               1, 1000000, true,
	  "Unauthenticated requests per address and minute. A lecture hall may share one address: one launch makes two." },
	{ "server",  "log_level",           SETTING_LOG_LEVEL, AT(log_level),          "",        "info",                0, 0, true,
	  "The least that is logged: `debug`, `info`, `warn` or `error`." },
	{ "lti",     "leeway_s",            SETTING_NUMBER,    AT(leeway_s),           "seconds", "60",                  0, 300, true,
	  "How far the clocks of LMS and service may be apart." },
	{ "lti",     "assistants_lecture",  SETTING_BOOL,      AT(assistants_lecture), "",        "yes",                 0, 0, true,
	  "Teaching assistants have a lecturer's rights in their course." },
	{ "store",   "url",                 SETTING_STORE,     AT(store_url),          "",        "sqlite:/var/lib/kibridge/kibridge.db", 0, 0, false,
	  "`sqlite:/path/file.db` or `postgresql://user@host/db`." },
	{ "backend", "url",                 SETTING_URL,       IN(url),                "",        NULL,                  0, 0, true,
	  "An OpenAI-compatible endpoint, up to and with `/v1`." },
	{ "backend", "api_key_file",        SETTING_FILE,      IN(api_key_file),       "",        "",                    0, 0, true,
	  "File that holds the endpoint's key. Empty: none is sent." },
	{ "backend", "models",              SETTING_LIST,      IN(models),             "",        "*",                   0, 0, true,
	  "`*`, or the ids to offer, separated by `;`. Ids may hold spaces. A long list may go on in another `models` line." },
	{ "backend", "operator_name",       SETTING_TEXT,      IN(operator_name),      "",        "",                    0, 0, true,
	  "Who runs the endpoint, as students read it. Empty: the server's." },
	{ "backend", "label",               SETTING_TEXT,      IN(label),              "",        "",                    0, 0, true,
	  "Shown beside the model's name, for example `Demonstration model`." },
	{ "backend", "max_in_flight",       SETTING_NUMBER,    IN(max_in_flight),      "requests", "64",                 1, 4096, true,
	  "How many answers the endpoint may be writing at the same time; the rest wait in line." },
	{ "backend", "connect_timeout_s",   SETTING_NUMBER,    IN(connect_timeout_s),  "seconds", "5",                   1, 300, true,
	  "How long connecting may take." },
	{ "backend", "first_byte_timeout_s", SETTING_NUMBER,   IN(first_byte_timeout_s), "seconds", "120",               1, 3600, true,
	  "How long the first token may take." },
	{ "backend", "idle_timeout_s",      SETTING_NUMBER,    IN(idle_timeout_s),     "seconds", "60",                  1, 3600, true,
	  "How long a started answer may fall silent." },
	{ "backend", "context_tokens",      SETTING_NUMBER,    IN(context_tokens),     "tokens",  "0",                   0, 100000000, true,
	  "What the model's context holds. 0: as the endpoint says, if it does." },
	{ "backend", "ask_usage",           SETTING_BOOL,      IN(ask_usage),          "",        "yes",                 0, 0, true,
	  "Ask for a usage report with `stream_options`. `no` for endpoints that refuse it." },
	{ "privacy", "retention_days",      SETTING_NUMBER,    AT(retention_days),     "days",    "180",                 1, 3650, true,
	  "After how many days conversations are deleted. A tenant may have less, never more." },
};
/* clang-format on */

#define SETTINGS ARRAY_LEN(settings)

struct config_owner { /* config is first: config_free() finds the rest behind it */
	struct config config;
	struct arena *arena;
};

struct reading {
	struct config *config;
	struct arena *arena;
	FILE *file;
	const char *path;
	int line; /* of the setting at hand: inih asks for a line, then tells us of it */
	bool seen[1 + CONFIG_BACKENDS_MAX]
		 [SETTINGS]; /* 0: the config's own; n: backend n-1 */
	config_problem_fn *tell;
	void *owner;
	unsigned errors;
};

static void tell_line(struct reading *reading, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void tell_line(struct reading *reading, const char *format, va_list args)
{
	const char *sentence = arena_vprintf(reading->arena, format, args);

	if (reading->line)
		sentence = arena_printf(reading->arena, "%s, line %d: %s", reading->path,
					reading->line, sentence);
	else
		sentence =
			arena_printf(reading->arena, "%s: %s", reading->path, sentence);
	reading->tell(reading->owner, sentence);
}

__attribute__((format(printf, 2, 3))) static void wrong(struct reading *reading,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_line(reading, format, args);
	va_end(args);
	reading->errors++;
}

__attribute__((format(printf, 2, 3))) static void warn(struct reading *reading,
						       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_line(reading, format, args);
	va_end(args);
}

/* --- values ----------------------------------------------------------------------------
 */

static bool number_parse(unsigned *out, const char *text)
{
	int64_t value;

	if (!text_int(&value, text) || value < 0 || value > UINT32_MAX)
		return false;
	*out = (unsigned)value;
	return true;
}

static bool bool_parse(bool *out, const char *text)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {{"yes", true}, {"no", false},  {"true", true}, {"false", false},
		     {"on", true},  {"off", false}, {"1", true},    {"0", false}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (text_equal_nocase(text, words[i].word)) {
			*out = words[i].value;
			return true;
		}
	}
	return false;
}

static bool address_valid(const char *text)
{
	const char *colon = strrchr(text, ':');
	unsigned port;

	return colon && colon != text && number_parse(&port, colon + 1) && port <= 65535;
}

static bool url_valid(const char *text)
{
	const char *host = text_starts_with(text, "https://")  ? text + 8
			   : text_starts_with(text, "http://") ? text + 7
							       : NULL;

	return host && *host && *host != '/' && !strpbrk(text, " \t\"'<>\\?#@");
}

static const char *without_slashes(struct arena *arena, const char *url)
{
	size_t len = strlen(url);

	while (len && url[len - 1] == '/')
		len--;
	return arena_strndup(arena, url, len);
}

/* Put one value where its row says. False: it does not fit, and why was told. */
static bool setting_store(struct reading *reading, const struct setting *row, void *into,
			  const char *value)
{
	void *field = (char *)into + row->offset;
	const char **text = field;
	enum log_level level;

	switch (row->type) {
	case SETTING_NUMBER:
		if (!number_parse(field, value) || *(unsigned *)field < row->least ||
		    *(unsigned *)field > row->most) {
			wrong(reading,
			      "%s must be a whole number from %u to %u, not \"%s\"",
			      row->name, row->least, row->most, value);
			return false;
		}
		return true;
	case SETTING_BOOL:
		if (bool_parse(field, value))
			return true;
		wrong(reading, "%s must be yes or no, not \"%s\"", row->name, value);
		return false;
	case SETTING_URL:
		if (!url_valid(value)) {
			wrong(reading, "%s must be an http or https address, not \"%s\"",
			      row->name, value);
			return false;
		}
		*text = without_slashes(reading->arena, value);
		return true;
	case SETTING_ADDRESS:
		if (*value && !address_valid(value)) {
			wrong(reading, "%s must be host:port, not \"%s\"", row->name,
			      value);
			return false;
		}
		break;
	case SETTING_STORE:
		if (!text_starts_with(value, "sqlite:") &&
		    !text_starts_with(value, "postgresql://") &&
		    !text_starts_with(value, "postgres://")) {
			wrong(reading, "%s must begin with sqlite: or postgresql://",
			      row->name);
			return false;
		}
		break;
	case SETTING_LOG_LEVEL:
		if (!log_level_parse(&level, value)) {
			wrong(reading,
			      "%s must be debug, info, warn or error, not \"%s\"",
			      row->name, value);
			return false;
		}
		break;
	case SETTING_LIST:
		if (*text)
			value = arena_printf(reading->arena, "%s;%s", *text, value);
		break;
	case SETTING_TEXT:
	case SETTING_FILE:
		break;
	}
	*text = arena_strdup(reading->arena, value);
	return true;
}

/* --- the file --------------------------------------------------------------------------
 */

static size_t setting_find(const char *section, const char *name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (text_equal(settings[i].section, section) &&
		    text_equal(settings[i].name, name))
			return i;
	return SETTINGS;
}

static bool section_known(const char *section)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (text_equal(settings[i].section, section))
			return true;
	return false;
}

/* The backend of that name, made if it is new; NULL when there are too many. */
static struct config_backend *backend_named(struct reading *reading, const char *name)
{
	struct config *config = reading->config;

	for (size_t i = 0; i < config->backend_count; i++)
		if (text_equal(config->backends[i].name, name))
			return &config->backends[i];
	if (config->backend_count == CONFIG_BACKENDS_MAX)
		return NULL;
	config->backends[config->backend_count].name = arena_strdup(reading->arena, name);
	return &config->backends[config->backend_count++];
}

/* inih's handler: one setting. Problems are counted by us, so it always says "go on". */
static int setting_take(void *user, const char *section, const char *name,
			const char *value)
{
	struct reading *reading = user;
	struct config_backend *backend = NULL;
	const char *known = section;
	size_t at, slot = 0;

	if (text_starts_with(section, "backend ") && section[8]) {
		backend = backend_named(reading, section + 8);
		if (!backend) {
			wrong(reading, "more than %d backends", CONFIG_BACKENDS_MAX);
			return 1;
		}
		slot = 1 + (size_t)(backend - reading->config->backends);
		known = "backend";
	} else if (text_equal(section, "backend")) {
		wrong(reading, "a backend needs a name: [backend NAME]");
		return 1;
	}
	if (!section_known(known)) {
		wrong(reading, "unknown section [%s]", section);
		return 1;
	}
	at = setting_find(known, name);
	if (at == SETTINGS) {
		wrong(reading, "unknown setting %s in [%s]", name, section);
		return 1;
	}
	if (reading->seen[slot][at] && settings[at].type != SETTING_LIST)
		wrong(reading, "%s is set twice in [%s]", name, section);
	reading->seen[slot][at] = true;
	if (*value || settings[at].fallback == NULL || *settings[at].fallback == '\0')
		setting_store(reading, &settings[at],
			      backend ? (void *)backend : (void *)reading->config, value);
	else
		reading->seen[slot][at] = false; /* left empty: the default */
	return 1;
}

/* inih's reader: counts lines, and refuses those that inih would cut in silence. */
static char *line_read(char *out, int room, void *user)
{
	struct reading *reading = user;
	char *text = NULL;
	size_t size = 0;
	ssize_t len = getline(&text, &size, reading->file);

	if (len < 0) {
		free(text);
		return NULL;
	}
	reading->line++;
	if (len >= room || memchr(text, '\0', (size_t)len)) {
		wrong(reading, "the line is longer than %d bytes or holds a NUL",
		      room - 1);
		len = 0;
	}
	memcpy(out, text, (size_t)len);
	out[len] = '\0';
	if (!len)
		memcpy(out, "\n", 2);
	free(text);
	return out;
}

static void defaults_fill(struct reading *reading)
{
	struct config *config = reading->config;

	reading->line = 0;
	for (size_t slot = 0; slot <= config->backend_count; slot++) {
		void *into = slot ? (void *)&config->backends[slot - 1] : (void *)config;

		for (size_t i = 0; i < SETTINGS; i++) {
			bool backend = text_equal(settings[i].section, "backend");

			if (backend != (slot != 0) || reading->seen[slot][i])
				continue;
			if (settings[i].fallback)
				setting_store(reading, &settings[i], into,
					      settings[i].fallback);
			else
				wrong(reading, "%s in [%s%s%s] is missing",
				      settings[i].name, settings[i].section,
				      slot ? " " : "",
				      slot ? config->backends[slot - 1].name : "");
		}
	}
}

/* --- what several settings say together
 * ------------------------------------------------- */

static void key_read(struct reading *reading, struct config_backend *backend)
{
	char key[KEY_FILE_MAX + 1];
	size_t len;
	FILE *file;

	backend->api_key = "";
	if (!*backend->api_key_file)
		return;
	file = fopen(backend->api_key_file, "re");
	if (!file) {
		wrong(reading, "the key of [backend %s] cannot be read: %s: %s",
		      backend->name, backend->api_key_file, strerror(errno));
		return;
	}
	len = fread(key, 1, sizeof(key), file);
	fclose(file);
	while (len && isspace((unsigned char)key[len - 1]))
		len--;
	if (len == 0 || len > KEY_FILE_MAX || memchr(key, '\0', len) ||
	    memchr(key, '\n', len))
		wrong(reading, "%s must hold the key of [backend %s] on one line",
		      backend->api_key_file, backend->name);
	else
		backend->api_key = arena_strndup(reading->arena, key, len);
	digest_wipe(key, sizeof(key));
}

static void backends_check(struct reading *reading)
{
	struct config *config = reading->config;

	if (config->backend_count == 0)
		warn(reading, "no [backend NAME]: no tutor can answer");
	for (size_t i = 0; i < config->backend_count; i++) {
		key_read(reading, &config->backends[i]);
		if (!*config->backends[i].operator_name)
			config->backends[i].operator_name = config->operator_name;
	}
}

static void server_check(struct reading *reading)
{
	struct config *config = reading->config;
	bool https = text_starts_with(config->public_url, "https://");
	bool sqlite = text_starts_with(config->store_url, "sqlite:");

	if (!https && !config->allow_private_lms)
		wrong(reading,
		      "public_url must be https (browsers keep no cookies in frames "
		      "otherwise); allow_private_lms = yes permits http for development");
	if ((*config->tls_cert != '\0') != (*config->tls_key != '\0'))
		wrong(reading, "tls_cert and tls_key belong together: give both or none");
	if (!*config->listen)
		wrong(reading, "listen must be host:port");
	if (!*config->operator_name)
		config->operator_name = arena_strndup(
			reading->arena, config->public_url + (https ? 8 : 7),
			strcspn(config->public_url + (https ? 8 : 7), ":/"));
	if (!*config->secret_file && sqlite)
		config->secret_file =
			arena_printf(reading->arena, "%s.secret", config->store_url + 7);
	else if (!*config->secret_file)
		wrong(reading,
		      "secret_file must be given with PostgreSQL, and be the same on "
		      "every node");
}

struct config *config_load(const char *path, config_problem_fn *problem, void *owner)
{
	struct arena *arena = arena_new(CONFIG_ARENA_BYTES);
	struct config_owner *made = arena_alloc(arena, sizeof(*made));
	struct reading *reading = arena_alloc(arena, sizeof(*reading));
	int bad_line;

	made->arena = arena;
	*reading = (struct reading){.config = &made->config,
				    .arena = arena,
				    .path = path,
				    .tell = problem,
				    .owner = owner};
	reading->file = fopen(path, "re");
	if (!reading->file) {
		wrong(reading, "cannot be read: %s", strerror(errno));
		config_free(&made->config);
		return NULL;
	}
	ini_allow_multiline = false; /* an indented setting is a setting */
	ini_inline_comment_prefixes = (char *)"#"; /* ';' parts the ids of models */
	bad_line = ini_parse_stream(line_read, reading, setting_take, reading);
	fclose(reading->file);
	reading->line = bad_line > 0 ? bad_line : 0;
	if (bad_line)
		wrong(reading, "neither a [section] nor a setting (name = value)");

	defaults_fill(reading);
	if (!reading->errors) {
		server_check(reading);
		backends_check(reading);
	}
	if (reading->errors) {
		config_free(&made->config);
		return NULL;
	}
	return &made->config;
}

void config_free(struct config *config)
{
	struct config_owner *made = (struct config_owner *)config;

	if (!config)
		return;
	for (size_t i = 0; i < config->backend_count; i++)
		if (config->backends[i].api_key)
			digest_wipe((char *)config->backends[i].api_key,
				    strlen(config->backends[i].api_key));
	arena_free(made->arena);
}

/* --- reload and documentation
 * ------------------------------------------------------------ */

static bool setting_same(const struct setting *row, const struct config *a,
			 const struct config *b)
{
	const char *left = (const char *)a + row->offset,
		   *right = (const char *)b + row->offset;

	switch (row->type) {
	case SETTING_NUMBER:
		return *(const unsigned *)left == *(const unsigned *)right;
	case SETTING_BOOL:
		return *(const bool *)left == *(const bool *)right;
	default:
		return strcmp(*(const char *const *)left, *(const char *const *)right) ==
		       0;
	}
}

size_t config_compare(const struct config *running, const struct config *fresh,
		      config_problem_fn *tell, void *owner)
{
	char sentence[160];
	size_t count = 0;

	for (size_t i = 0; i < SETTINGS; i++) {
		if (settings[i].reload || text_equal(settings[i].section, "backend") ||
		    setting_same(&settings[i], running, fresh))
			continue;
		snprintf(sentence, sizeof(sentence),
			 "%s in [%s] takes effect at the next start only",
			 settings[i].name, settings[i].section);
		tell(owner, sentence);
		count++;
	}
	return count;
}

static void setting_print(FILE *out, const struct setting *row)
{
	fprintf(out, "| `%s` | ", row->name);
	if (!row->fallback)
		fprintf(out, "*must be given*");
	else if (!*row->fallback)
		fprintf(out, "*empty*");
	else
		fprintf(out, "`%s`", row->fallback);
	if (*row->unit)
		fprintf(out, " %s", row->unit);
	if (row->type == SETTING_NUMBER)
		fprintf(out, ", %u to %u", row->least, row->most);
	fprintf(out, " | %s | %s |\n", row->reload ? "SIGHUP" : "restart", row->help);
}

void config_print_markdown(FILE *out)
{
	const char *section = "";

	fprintf(out, "# Settings\n\n"
		     "The file is `/etc/kibridge/kibridge.conf`, or what `--config` or "
		     "`KIBRIDGE_CONFIG` "
		     "names: `[section]`, then\n`name = value`, one a line. A line that "
		     "begins with `#` "
		     "or `;`, and what follows ` #`, is a comment. An unknown\nname is "
		     "an error, so that "
		     "a slip of the pen is not silence. `kibridge check` reads the file "
		     "and says what is\n"
		     "wrong with it. This page is made by `kibridge settings`.\n");
	for (size_t i = 0; i < SETTINGS; i++) {
		if (!text_equal(section, settings[i].section)) {
			section = settings[i].section;
			fprintf(out,
				"\n## [%s%s]\n\n"
				"| setting | default | changed by | meaning |\n"
				"|---|---|---|---|\n",
				section, text_equal(section, "backend") ? " NAME" : "");
		}
		setting_print(out, &settings[i]);
	}
}
