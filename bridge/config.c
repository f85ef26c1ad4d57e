/*
 * Config: the operator's file, read with inih against the table of settings. A config owns one
 * arena with every string in it.
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
#include "config_table.h"

#define CONFIG_ARENA_BYTES (4U << 20)
#define KEY_FILE_MAX 4096

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
		 [SETTINGS_MAX]; /* 0: the config's own; n: backend n-1 */
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

static bool store_valid(const char *text)
{
	return text_starts_with(text, "sqlite:") ||
	       text_starts_with(text, "postgresql://") ||
	       text_starts_with(text, "postgres://");
}

/* What is wrong with the text of a setting, as the rest of "NAME must …"; NULL: nothing. */
static const char *text_fault(enum setting_type type, const char *value)
{
	enum log_level level;

	switch (type) {
	case SETTING_URL:
		return url_valid(value) ? NULL : "be an http or https address";
	case SETTING_ADDRESS:
		return !*value || address_valid(value) ? NULL : "be host:port";
	case SETTING_STORE:
		return store_valid(value) ? NULL : "begin with sqlite: or postgresql://";
	case SETTING_LOG_LEVEL:
		return log_level_parse(&level, value) ? NULL
						      : "be debug, info, warn or error";
	default:
		return NULL;
	}
}

static void text_store(struct reading *reading, const struct setting *row,
		       const char **text, const char *value)
{
	const char *fault = text_fault(row->type, value);

	if (fault)
		wrong(reading, "%s must %s, not \"%s\"", row->name, fault, value);
	else if (row->type == SETTING_URL)
		*text = without_slashes(reading->arena, value);
	else if (row->type == SETTING_LIST && *text)
		*text = arena_printf(reading->arena, "%s;%s", *text, value);
	else
		*text = arena_strdup(reading->arena, value);
}

/* Put one value where its row says, or tell why not. */
static void setting_store(struct reading *reading, const struct setting *row, void *into,
			  const char *value)
{
	void *field = (char *)into + row->offset;
	unsigned number;

	switch (row->type) {
	case SETTING_NUMBER:
		if (number_parse(&number, value) && number >= row->least &&
		    number <= row->most)
			*(unsigned *)field = number;
		else
			wrong(reading,
			      "%s must be a whole number from %u to %u, not \"%s\"",
			      row->name, row->least, row->most, value);
		break;
	case SETTING_BOOL:
		if (!bool_parse(field, value))
			wrong(reading, "%s must be yes or no, not \"%s\"", row->name,
			      value);
		break;
	default:
		text_store(reading, row, field, value);
	}
}

/* --- the file --------------------------------------------------------------------------
 */

static size_t setting_find(const char *section, const char *name)
{
	for (size_t i = 0; i < setting_count; i++)
		if (text_equal(settings[i].section, section) &&
		    text_equal(settings[i].name, name))
			return i;
	return setting_count;
}

static bool section_known(const char *section)
{
	for (size_t i = 0; i < setting_count; i++)
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
	if (at == setting_count) {
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

		for (size_t i = 0; i < setting_count; i++) {
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
