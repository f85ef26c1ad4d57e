/* Tls: version 1.2 and up, little memory for idle connections, certificates that are renewed. */
#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/log.h"

void tls_prepare(struct http_server *server, SSL_CTX *tls)
{
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF); /* tickets carry them */
	SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
	SSL_CTX_set_options(tls,
			    SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	server->tls = tls;
}

static bool files_load(SSL_CTX *tls, const struct config *config)
{
	return SSL_CTX_use_certificate_chain_file(tls, config->tls_cert) == 1 &&
	       SSL_CTX_use_PrivateKey_file(tls, config->tls_key, SSL_FILETYPE_PEM) == 1 &&
	       SSL_CTX_check_private_key(tls) == 1;
}

/* Tried on a context of their own first: half a pair would silence the running one. */
void tls_reload(struct http_server *server)
{
	const struct config *config = server->options.config;
	SSL_CTX *trial;
	bool good;

	if (!server->tls)
		return;
	ERR_clear_error();
	trial = SSL_CTX_new(TLS_server_method());
	good = trial && files_load(trial, config) && files_load(server->tls, config);
	SSL_CTX_free(trial);
	if (good)
		log_info("http.certificate", "reloaded");
	else
		log_error("http.certificate", "kept the old one: %s",
			  ERR_reason_error_string(ERR_peek_last_error()));
	ERR_clear_error();
}
