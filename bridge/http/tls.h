/* Tls: how our listener speaks it, and a new certificate for the running one. */
#ifndef KIBRIDGE_HTTP_TLS_H
#define KIBRIDGE_HTTP_TLS_H

#include "http/conn.h"

/** lws has made the listener's context, and fills it next. */
void tls_prepare(struct http_server *server, struct ssl_ctx_st *tls);
/** The config's files again; connections from now on get them. Logs what is wrong with them. */
void tls_reload(struct http_server *server);

#endif
