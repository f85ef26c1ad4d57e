/* /v1: what OpenAI clients call. */
#include "base/json.h"
#include "call/parts.h"
#include "openai/api.h"
#include "openai/caller.h"
#include "openai/completion.h"
#include "openai/embedding.h"
#include "openai/request.h"
#include "course/model.h"

struct reply *openai_chat(struct call *call)
{
	struct openai_error error;
	struct chat_request request;
	struct caller caller;

	if (!chat_request_read(&request, call->arena, call->request->body,
			       call->request->body_len, &error))
		return openai_error_reply(call, &error);
	if (!caller_find(&caller, call, "chat", request.user, &error))
		return openai_error_reply(call, &error);
	return completion_begin(call, &caller, &request);
}

struct reply *openai_embeddings(struct call *call)
{
	struct openai_error error;
	struct embedding_request request;
	struct caller caller;

	if (!embedding_request_read(&request, call->arena, call->request->body,
				    call->request->body_len, &error))
		return openai_error_reply(call, &error);
	if (!caller_find(&caller, call, "embeddings", request.user, &error))
		return openai_error_reply(call, &error);
	return embedding_begin(call, &caller, &request);
}

struct reply *openai_models(struct call *call)
{
	struct json_object *body = json_new(call->arena), *data = json_list(call->arena);
	struct backend_model *models;
	struct openai_error error;
	struct caller caller;
	size_t count;

	if (!caller_find(&caller, call, "models", NULL, &error))
		return openai_error_reply(call, &error);
	count = backends_models(call->parts->backends, call->arena, &models);
	for (size_t i = 0; i < count; i++) {
		struct json_object *item;

		if (!model_allowed(caller.policy, models[i].id))
			continue;
		item = json_put_text(json_new(call->arena), "id", models[i].id);
		json_put_text(item, "object", "model");
		json_put_int(item, "created", 0);
		json_put_text(item, "owned_by", models[i].operator_name);
		if (models[i].context_tokens)
			json_put_int(item, "max_model_len", models[i].context_tokens);
		json_add(data, item);
	}
	json_put_text(body, "object", "list");
	return reply_json(call, 200, json_put(body, "data", data));
}
