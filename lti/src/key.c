/* Key: our own private keys: making, reading, writing and publishing them. */
#include "key.h"
#include "alg.h"
#include "kit.h"
#include "jwk.h"

#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

static void bio_freep(BIO **bio)
{
	BIO_free(*bio);
}
#define AUTO_BIO __attribute__((cleanup(bio_freep))) BIO

static void parts_freep(struct lti_jwk_parts *parts)
{
	lti_jwk_parts_clear(parts);
}
#define AUTO_PARTS __attribute__((cleanup(parts_freep))) struct lti_jwk_parts

/* The members that a thumbprint hashes, in its order and without a blank [RFC 7638 §3.2].
 */
static void add_essentials(struct lti_text *text, const struct lti_jwk_parts *parts)
{
	if (parts->crv)
		lti_text_printf(
			text, "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"",
			parts->crv, parts->first, parts->second);
	else
		lti_text_printf(text, "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"",
				parts->second, parts->first);
}

static enum lti_status thumbprint(char out[LTI_THUMBPRINT_TEXT], const EVP_PKEY *pkey)
{
	AUTO_PARTS parts = {0};
	AUTO_TEXT text = {0};
	uint8_t digest[32];
	size_t len;
	enum lti_status status = lti_jwk_parts(&parts, pkey);

	if (status != LTI_OK)
		return status;
	add_essentials(&text, &parts);
	lti_text_add(&text, "}");
	if (text.failed)
		return LTI_ERR_MEMORY;
	if (EVP_Q_digest(NULL, "SHA256", NULL, text.bytes, text.len, digest, &len) != 1)
		return LTI_ERR_CRYPTO;
	lti_base64url_encode(out, digest, sizeof(digest));
	return LTI_OK;
}

/* Takes over pkey, also when it fails. */
static enum lti_status key_take(struct lti_key **out, EVP_PKEY *pkey)
{
	struct lti_key *key = calloc(1, sizeof(*key));
	unsigned algs = lti_pkey_algs(pkey);
	enum lti_status status = LTI_ERR_MEMORY;

	if (key) {
		key->alg = algs & LTI_ALG_RS256 ? LTI_ALG_RS256 : (enum lti_alg)algs;
		status = !algs || EVP_PKEY_get_bits(pkey) > 4096
				 ? LTI_ERR_KEY
				 : thumbprint(key->kid, pkey);
	}
	if (status != LTI_OK) {
		EVP_PKEY_free(pkey);
		free(key);
		return status;
	}
	key->pkey = pkey;
	*out = key;
	return LTI_OK;
}

enum lti_status lti_key_generate(struct lti_key **out)
{
	QUIET_OPENSSL;
	EVP_PKEY *pkey = EVP_RSA_gen(2048);

	*out = NULL;
	return pkey ? key_take(out, pkey) : LTI_ERR_CRYPTO;
}

/* An encrypted key would make OpenSSL ask on the terminal: no service has one. */
static int no_password(char *buf, int size, int writing, void *context)
{
	(void)buf, (void)size, (void)writing, (void)context;
	return -1;
}

enum lti_status lti_key_read_pem(struct lti_key **out, const char *pem, size_t len)
{
	QUIET_OPENSSL;
	AUTO_BIO *bio = NULL;
	EVP_PKEY *pkey;

	*out = NULL;
	if (len > 64 * 1024)
		return LTI_ERR_TOO_LONG;
	bio = BIO_new_mem_buf(pem, (int)len);
	if (!bio)
		return LTI_ERR_MEMORY;
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	return pkey ? key_take(out, pkey) : LTI_ERR_KEY;
}

enum lti_status lti_key_write_pem(char **out, const struct lti_key *key)
{
	QUIET_OPENSSL;
	AUTO_BIO *bio = BIO_new(BIO_s_secmem());
	char *bytes;
	long len;

	*out = NULL;
	if (!bio)
		return LTI_ERR_MEMORY;
	if (PEM_write_bio_PKCS8PrivateKey(bio, key->pkey, NULL, NULL, 0, NULL, NULL) != 1)
		return LTI_ERR_CRYPTO;
	len = BIO_get_mem_data(bio, &bytes);
	*out = len > 0 ? malloc((size_t)len + 1) : NULL;
	if (!*out)
		return LTI_ERR_MEMORY;
	memcpy(*out, bytes, (size_t)len);
	(*out)[len] = '\0';
	return LTI_OK;
}

void lti_secret_free(char *secret)
{
	if (secret)
		OPENSSL_cleanse(secret, strlen(secret));
	free(secret);
}

void lti_key_free(struct lti_key *key)
{
	if (key)
		EVP_PKEY_free(key->pkey);
	free(key);
}

void lti_key_freep(struct lti_key **key)
{
	lti_key_free(*key);
}

const char *lti_key_kid(const struct lti_key *key)
{
	return key->kid;
}

enum lti_alg lti_key_alg(const struct lti_key *key)
{
	return key->alg;
}

enum lti_status lti_jwk_thumbprint(char out[LTI_THUMBPRINT_TEXT], const char *jwk,
				   size_t len)
{
	AUTO_JSON *document = NULL;
	AUTO_PKEY *pkey = NULL;
	enum lti_status status;
	unsigned algs;

	status = lti_json_parse(&document, jwk, len, LTI_JWKS_MAX, NULL);
	if (status == LTI_OK)
		status = lti_jwk_read(&pkey, &algs, document);
	if (status != LTI_OK)
		return status;
	return pkey ? thumbprint(out, pkey) : LTI_ERR_KEY;
}

/* Moodle's and ILIAS' verifiers need alg and kid in every key. */
static enum lti_status add_jwk(struct lti_text *text, const struct lti_key *key)
{
	AUTO_PARTS parts = {0};
	enum lti_status status = lti_jwk_parts(&parts, key->pkey);

	if (status != LTI_OK)
		return status;
	add_essentials(text, &parts);
	lti_text_printf(text, ",\"kid\":\"%s\",\"alg\":\"%s\",\"use\":\"sig\"}", key->kid,
			lti_alg_name(key->alg));
	return LTI_OK;
}

enum lti_status lti_jwk_write(char **out, const struct lti_key *key)
{
	AUTO_TEXT text = {0};
	enum lti_status status = add_jwk(&text, key);

	*out = status == LTI_OK ? lti_text_take(&text) : NULL;
	return status == LTI_OK && !*out ? LTI_ERR_MEMORY : status;
}

enum lti_status lti_jwks_write(char **out, const struct lti_key *const *keys,
			       size_t count)
{
	AUTO_TEXT text = {0};
	enum lti_status status;
	size_t i;

	*out = NULL;
	lti_text_add(&text, "{\"keys\":[");
	for (i = 0; i < count; i++) {
		if (i)
			lti_text_add(&text, ",");
		status = add_jwk(&text, keys[i]);
		if (status != LTI_OK)
			return status;
	}
	lti_text_add(&text, "]}");
	*out = lti_text_take(&text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}
