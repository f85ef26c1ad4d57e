/* Digest: SHA-256 and HMAC-SHA-256, on OpenSSL. */
#include "base/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/base64url.h"
#include "base/log.h"

/*
 * OpenSSL 3 looks an algorithm up by its name with every call, under a lock, and makes a new
 * context for it: several times what hashing an id costs. So the algorithms are looked up once,
 * and each thread keeps its contexts.
 */
static EVP_MD *sha256;
static EVP_MAC *hmac;
static pthread_key_t thread_tools;

struct tools {
	EVP_MD_CTX *digest;
	EVP_MAC_CTX *hmac; /* knows its digest; gets a key with every use */
};

static void tools_free(void *arg)
{
	struct tools *tools = arg;

	EVP_MD_CTX_free(tools->digest);
	EVP_MAC_CTX_free(tools->hmac);
	OPENSSL_free(tools);
}

static void algorithms_find(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (!sha256 || !hmac || pthread_key_create(&thread_tools, tools_free) != 0)
		log_fatal("digest.failed", "what=algorithms");
}

static struct tools *tools_of_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_END,
	};
	struct tools *tools;

	pthread_once(&once, algorithms_find);
	tools = pthread_getspecific(thread_tools);
	if (tools)
		return tools;
	tools = OPENSSL_zalloc(sizeof(*tools));
	if (!tools || !(tools->digest = EVP_MD_CTX_new()) ||
	    !(tools->hmac = EVP_MAC_CTX_new(hmac)) ||
	    EVP_MAC_CTX_set_params(tools->hmac, params) != 1 ||
	    pthread_setspecific(thread_tools, tools) != 0)
		log_fatal("digest.failed", "what=contexts");
	return tools;
}

static void sha256_bytes(unsigned char out[DIGEST_BYTES], const void *bytes, size_t len)
{
	EVP_MD_CTX *digest = tools_of_thread()->digest;

	if (EVP_DigestInit_ex2(digest, sha256, NULL) != 1 ||
	    EVP_DigestUpdate(digest, bytes, len) != 1 ||
	    EVP_DigestFinal_ex(digest, out, NULL) != 1)
		log_fatal("digest.failed", "what=sha256");
}

void digest_hmac_bytes(unsigned char out[DIGEST_BYTES], const void *key, size_t key_len,
		       const void *bytes, size_t len)
{
	EVP_MAC_CTX *mac = tools_of_thread()->hmac;
	size_t out_len;

	if (EVP_MAC_init(mac, key, key_len, NULL) != 1 ||
	    EVP_MAC_update(mac, bytes, len) != 1 ||
	    EVP_MAC_final(mac, out, &out_len, DIGEST_BYTES) != 1)
		log_fatal("digest.failed", "what=hmac");
}

char *digest_sha256(char out[DIGEST_TEXT], const void *bytes, size_t len)
{
	unsigned char digest[DIGEST_BYTES];

	sha256_bytes(digest, bytes, len);
	return base64url_encode(out, digest, DIGEST_BYTES);
}

char *digest_hmac(char out[DIGEST_TEXT], const void *key, size_t key_len,
		  const void *bytes, size_t len)
{
	unsigned char digest[DIGEST_BYTES];

	digest_hmac_bytes(digest, key, key_len, bytes, len);
	return base64url_encode(out, digest, DIGEST_BYTES);
}

bool digest_equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}

void digest_wipe(void *secret, size_t len)
{
	OPENSSL_cleanse(secret, len);
}
