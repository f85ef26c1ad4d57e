/* Config table: the rows. */
#include "config_table.h"

#include <assert.h>

#include "base/text.h"

#define AT(field) offsetof(struct config, field)
#define IN(field) offsetof(struct config_backend, field)

/* clang-format off */
const struct setting settings[] = {
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
	{ "lti",     "tool_name",           SETTING_TEXT,      AT(tool_name),          "",        "KI-Tutor",            0, 0, true,
	  "What an LMS calls this tool in its lists after dynamic registration." },
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
	  "How many answers the endpoint may be writing at the same time, for all nodes together; the rest wait in line." },
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

const size_t setting_count = ARRAY_LEN(settings);

static_assert(ARRAY_LEN(settings) <= SETTINGS_MAX, "SETTINGS_MAX is the least that fits");
