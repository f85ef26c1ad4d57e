/*
 * Chunk: one `data:` of an OpenAI-compatible stream, in every shape that real servers send
 * (vLLM, llama-server, OpenAI, LiteLLM, Ollama), and the bodies of their errors. Pure.
 */
#ifndef KIBRIDGE_BACKEND_CHUNK_H
#define KIBRIDGE_BACKEND_CHUNK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend/relay.h"

#define CHUNK_DEPTH_MAX 32
#define CHUNK_FINISH 32 /* bytes of the longest finish_reason kept, and a NUL */

enum chunk_status {
	CHUNK_OK,
	CHUNK_DONE, /* [DONE]: the end of the stream, not its success */
	CHUNK_GARBAGE, /* not a JSON object */
	CHUNK_ERROR, /* the backend tells of an error instead */
};

/* What an error is for us, whatever its words. */
enum chunk_fault {
	FAULT_OTHER, /* see the status */
	FAULT_TOO_LONG, /* the prompt does not fit the context window */
	FAULT_OPTION, /* a stream option was not understood */
	FAULT_FORMAT, /* the response_format was not understood */
	FAULT_QUOTA, /* our account is used up: waiting does not help */
};

struct chunk_error {
	enum chunk_fault fault;
	int status; /* 400 … 599 where the body says so; else 0 */
	char type[48]; /* the server's word for it, made safe for a log; "" if none */
	size_t message_len; /* of the text that nobody but the classifier reads */
};

struct chunk {
	struct json_object *tree; /* owned; chunk_clear */
	/* Borrowed from the tree, of choice 0; may hold half a UTF-8 sequence; len 0: none. */
	const char *text, *reasoning;
	size_t text_len, reasoning_len;
	bool counts; /* a choice carries text, reasoning or a piece of a tool call */
	char finish[CHUNK_FINISH]; /* of a-z and '_'; "other" for strange ones */
	const char *id, *model; /* borrowed; NULL if absent */
	bool has_usage;
	struct relay_usage usage;
	struct chunk_error error; /* with CHUNK_ERROR */
};

/**
 * @tokener the caller's, kept for the next chunk (saves its allocation); see chunk_tokener
 * @out     always to be cleared
 */
enum chunk_status chunk_read(struct chunk *out, struct json_tokener *tokener,
			     const char *data, size_t len);
/**
 * The same for a chunk that is but a piece of text, with or without usage, many times cheaper: no
 * tree, and neither id nor model. The text is borrowed from data.
 * @return false: it is something else, or nothing; ask chunk_read
 */
bool chunk_read_plain(struct chunk *out, const char *data, size_t len);
void chunk_clear(struct chunk *chunk);
struct json_tokener *chunk_tokener(void); /* never NULL; json_tokener_free */

/** The body of an HTTP error, possibly cut, HTML or empty. */
void chunk_error_read(struct chunk_error *out, const char *body, size_t len);

#endif
