/*
 * Bench: relays at a fixed rate, each piece of text sent on to a socket as a server would, and
 * what that costs. Used by tests/bench/relay.bench.mjs.
 *
 *   relay_bench URL MODEL STREAMS SINK_PORT
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "backend/relay.h"
#include "base/log.h"

struct reader {
	int sink;
};

static unsigned running;
static unsigned long events, failures;

static int sink_open(unsigned port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		perror("sink");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return fd;
}

static void on_queued(void *owner, unsigned place, unsigned wait_s)
{
	(void)owner, (void)place, (void)wait_s;
}

static void on_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	struct reader *reader = owner;
	char frame[512];
	int size = snprintf(frame, sizeof(frame),
			    "{\"type\":\"delta\",\"text\":\"%.*s\"}", (int)len, text);

	(void)reasoning;
	events++;
	if (send(reader->sink, frame, (size_t)size, MSG_NOSIGNAL) != size)
		failures++;
}

static void on_ended(void *owner, const struct relay_outcome *outcome)
{
	struct reader *reader = owner;

	close(reader->sink);
	running--;
	failures += outcome->end != RELAY_FINISHED;
}

static struct json_object *question(const char *model)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":"
		 "\"Hello\"}]}",
		 model);
	return json_tokener_parse(text);
}

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static long rss_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

int main(int argc, char **argv)
{
	static const struct relay_events hear = {
		.queued = on_queued,
		.delta = on_delta,
		.ended = on_ended,
	};
	unsigned streams = argc == 5 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
	struct config config = {.backend_count = 1};
	struct reader *readers = calloc(streams + 1, sizeof(*readers));
	struct loop *loop = loop_new(1);
	struct json_object *body;
	struct backends *backends;
	int64_t begun_ns;
	long before_kib;

	if (!streams)
		return 2;
	log_level_set(LOG_WARN);
	config.backends[0] = (struct config_backend){
		.name = "bench",
		.url = argv[1],
		.models = argv[2],
		.max_in_flight = streams,
		.ask_usage = true,
	};
	backends = backends_new(loop, &config, NULL);
	body = question(argv[2]);
	before_kib = rss_kib();
	begun_ns = cpu_ns();
	for (unsigned i = 0; i < streams; i++) {
		struct relay_request request = {.id = "bench", .body = body};

		readers[i].sink = sink_open((unsigned)strtoul(argv[4], NULL, 10));
		running++;
		relay_start(backends, &request, &hear, &readers[i]);
	}
	while (running)
		uv_run(loop_uv(loop), UV_RUN_ONCE);
	printf("{\"events\":%lu,\"failures\":%lu,\"cpu_ns\":%lld,\"kib_per_stream\":%.1f}"
	       "\n",
	       events, failures, (long long)(cpu_ns() - begun_ns),
	       (double)(rss_kib() - before_kib) / streams);
	json_object_put(body);
	backends_free(backends);
	uv_run(loop_uv(loop), UV_RUN_NOWAIT);
	loop_free(loop);
	free(readers);
	return 0;
}
