/*
 * Config: what the operator set, one table in config.c (name, type, unit, default,
 * reload, help) from which docs/config.md is made. Plain values; read-only once loaded.
 * Any room may read it.
 */
#ifndef KIBRIDGE_CONFIG_H
#define KIBRIDGE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONFIG_BACKENDS_MAX 16

struct config_backend {
	const char *name; /* the section's: [backend central] */
	const char *url; /* up to and with /v1 */
	const char *api_key_file; /* "" for none */
	const char *api_key; /* read from the file at load; never logged */
	const char *models; /* "*" or ids separated by ';' */
	const char
		*operator_name; /* who runs it, shown to students; "" for the server's */
	const char *label; /* shown beside the model, e.g. "Demonstration model"; "" for
			      none */
	unsigned max_in_flight;
	unsigned connect_timeout_s;
	unsigned first_byte_timeout_s;
	unsigned idle_timeout_s;
	unsigned context_tokens; /* 0: as the backend says in /models, else unknown */
	bool ask_usage; /* send stream_options.include_usage */
};

struct config {
	/* [server] */
	const char *public_url; /* no trailing slash */
	const char *listen; /* host:port */
	const char *tls_cert, *tls_key;
	const char *trusted_proxies; /* addresses, separated by spaces or commas */
	const char *metrics_listen; /* "" for none */
	const char *operator_name; /* shown to students: who operates this service */
	const char *secret_file; /* key that seals login state and our keys; made if
					missing */
	bool allow_private_lms;
	unsigned workers;
	unsigned drain_s;
	unsigned grace_s; /* how long an answer goes on after its socket dropped */
	unsigned session_s;
	unsigned rate_per_minute; /* unauthenticated requests per address */
	const char *log_level;
	/* [lti] */
	unsigned leeway_s; /* clock skew allowed on an LMS's tokens */
	const char *tool_name; /* what an LMS calls us in its lists */
	bool assistants_lecture; /* TeachingAssistant counts as lecturer */
	/* [store] */
	const char *store_url;
	/* [backend …] */
	struct config_backend backends[CONFIG_BACKENDS_MAX];
	size_t backend_count;
	/* [privacy] */
	unsigned retention_days;
};

/**
 * Read and check the file at path. Each problem is told as one sentence, with its line
 * where it has one; warnings too, and they do not stop the loading.
 * @return for config_free(); NULL if any problem was an error
 */
typedef void config_problem_fn(void *owner, const char *sentence);
struct config *config_load(const char *path, config_problem_fn *problem, void *owner);
void config_free(struct config *config); /* NULL is fine; wipes the keys */

/**
 * What a reload cannot change: a sentence for each setting that differs and needs a
 * restart.
 * @return how many
 */
size_t config_compare(const struct config *running, const struct config *fresh,
		      config_problem_fn *tell, void *owner);

/** docs/config.md, made from the table. */
void config_print_markdown(FILE *out);

#endif
