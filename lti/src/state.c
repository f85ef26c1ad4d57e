/*
 * State: what we must remember between login and launch, sealed into the value that
 * travels.
 *
 *   base64url( 12 bytes IV | ciphertext | 16 bytes tag ),  AES-256-GCM
 *   plaintext: 8 bytes issued_s | 32 bytes binding | six texts, each 2 bytes length + 1
 * and the bytes; length 0 stands for NULL. Numbers are big-endian.
 *
 * The IV is random: one key is good for some four thousand million states.
 */
#include <lti/login.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "alg.h"
#include "kit.h"

#define IV_BYTES 12
#define TAG_BYTES 16
#define TEXTS 6
#define FIXED_BYTES (8 + LTI_BINDING_BYTES)
#define PLAIN_MAX (LTI_STATE_MAX / 4 * 3 - IV_BYTES - TAG_BYTES)
#define SKEW_S 60 /* another node of ours may be ahead */

static const char label[] = "lti state 1"; /* ties the seal to this format and use */

static void cipher_freep(EVP_CIPHER_CTX **cipher)
{
	EVP_CIPHER_CTX_free(*cipher);
}
#define AUTO_CIPHER __attribute__((cleanup(cipher_freep))) EVP_CIPHER_CTX

enum lti_status lti_binding(uint8_t out[LTI_BINDING_BYTES], const char *secret)
{
	QUIET_OPENSSL;
	const EVP_MD *sha256 = lti_sha256();

	return sha256 && EVP_Digest(secret, strlen(secret), out, NULL, sha256, NULL) == 1
		       ? LTI_OK
		       : LTI_ERR_CRYPTO;
}

bool lti_state_bound(const struct lti_state *state, const char *secret)
{
	uint8_t digest[LTI_BINDING_BYTES];

	return secret && lti_binding(digest, secret) == LTI_OK &&
	       CRYPTO_memcmp(digest, state->binding, sizeof(digest)) == 0;
}

/* The texts in the order of the format. */
static void list_texts(const char **texts[TEXTS], struct lti_state *state)
{
	texts[0] = &state->nonce;
	texts[1] = &state->registration_id;
	texts[2] = &state->target_link_uri;
	texts[3] = &state->deployment_id;
	texts[4] = &state->storage_target;
	texts[5] = &state->return_data;
}

/* Returns the length, 0 if it does not fit. */
static size_t pack(uint8_t plain[PLAIN_MAX], const struct lti_state *state)
{
	struct lti_state copy = *state;
	const char **texts[TEXTS];
	size_t len = FIXED_BYTES, text_len;
	int i;

	for (i = 0; i < 8; i++)
		plain[i] = (uint8_t)((uint64_t)state->issued_s >> (56 - 8 * i));
	memcpy(plain + 8, state->binding, LTI_BINDING_BYTES);
	list_texts(texts, &copy);
	for (i = 0; i < TEXTS; i++) {
		text_len = *texts[i] ? lti_len_within(*texts[i], PLAIN_MAX) : 0;
		if (len + 2 + text_len > PLAIN_MAX)
			return 0;
		plain[len++] = (uint8_t)((text_len + !!*texts[i]) >> 8);
		plain[len++] = (uint8_t)(text_len + !!*texts[i]);
		if (text_len)
			memcpy(plain + len, *texts[i], text_len);
		len += text_len;
	}
	return len;
}

/* What the seal protects is ours, but a reader that trusts nothing needs no proof of
 * that. */
static bool unpack(struct lti_state *state, char *strings, const uint8_t *plain,
		   size_t len)
{
	const char **texts[TEXTS];
	size_t at = FIXED_BYTES, stored;
	uint64_t issued = 0;
	int i;

	if (len < FIXED_BYTES)
		return false;
	for (i = 0; i < 8; i++)
		issued = issued << 8 | plain[i];
	state->issued_s = (int64_t)issued;
	memcpy(state->binding, plain + 8, LTI_BINDING_BYTES);
	list_texts(texts, state);
	for (i = 0; i < TEXTS; i++) {
		if (len - at < 2)
			return false;
		stored = (size_t)plain[at] << 8 | plain[at + 1];
		at += 2;
		if (!stored)
			continue;
		if (len - at < stored - 1)
			return false;
		memcpy(strings, plain + at, stored - 1);
		strings[stored - 1] = '\0';
		*texts[i] = strings;
		strings += stored;
		at += stored - 1;
	}
	return at == len && state->nonce && state->registration_id;
}

static bool encrypt(uint8_t *sealed, const uint8_t *plain, size_t len,
		    const uint8_t key[LTI_STATE_KEY_BYTES])
{
	AUTO_CIPHER *cipher = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *gcm = lti_aes_256_gcm();
	int done;

	return cipher && gcm && RAND_bytes(sealed, IV_BYTES) == 1 &&
	       EVP_EncryptInit_ex(cipher, gcm, NULL, key, sealed) == 1 &&
	       EVP_EncryptUpdate(cipher, NULL, &done, (const uint8_t *)label,
				 sizeof(label)) == 1 &&
	       EVP_EncryptUpdate(cipher, sealed + IV_BYTES, &done, plain, (int)len) ==
		       1 &&
	       EVP_EncryptFinal_ex(cipher, sealed + IV_BYTES + done, &done) == 1 &&
	       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES,
				   sealed + IV_BYTES + len) == 1;
}

/* @len of the ciphertext, without IV and tag. */
static bool decrypt(uint8_t *plain, uint8_t *sealed, size_t len,
		    const uint8_t key[LTI_STATE_KEY_BYTES])
{
	AUTO_CIPHER *cipher = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *gcm = lti_aes_256_gcm();
	int done;

	return cipher && gcm && EVP_DecryptInit_ex(cipher, gcm, NULL, key, sealed) == 1 &&
	       EVP_DecryptUpdate(cipher, NULL, &done, (const uint8_t *)label,
				 sizeof(label)) == 1 &&
	       EVP_DecryptUpdate(cipher, plain, &done, sealed + IV_BYTES, (int)len) ==
		       1 &&
	       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES,
				   sealed + IV_BYTES + len) == 1 &&
	       EVP_DecryptFinal_ex(cipher, plain + done, &done) == 1;
}

enum lti_status lti_state_seal(char **out, const struct lti_state *state,
			       const uint8_t key[LTI_STATE_KEY_BYTES])
{
	QUIET_OPENSSL;
	uint8_t plain[PLAIN_MAX], sealed[IV_BYTES + PLAIN_MAX + TAG_BYTES];
	size_t len = pack(plain, state);

	*out = NULL;
	if (!len)
		return LTI_ERR_TOO_LONG;
	if (!encrypt(sealed, plain, len, key))
		return LTI_ERR_CRYPTO;
	len += IV_BYTES + TAG_BYTES;
	*out = malloc(LTI_BASE64URL_TEXT(len));
	if (!*out)
		return LTI_ERR_MEMORY;
	lti_base64url_encode(*out, sealed, len);
	return LTI_OK;
}

enum lti_status lti_state_open(struct lti_state **out, const char *text,
			       const uint8_t key[LTI_STATE_KEY_BYTES], int64_t now_s)
{
	QUIET_OPENSSL;
	uint8_t plain[PLAIN_MAX], sealed[LTI_STATE_MAX];
	size_t text_len = text ? lti_len_within(text, LTI_STATE_MAX) : 0;
	struct lti_state *state;
	size_t len;

	*out = NULL;
	if (!text || text_len > LTI_STATE_MAX ||
	    !lti_base64url_decode(sealed, &len, text, text_len) ||
	    len < IV_BYTES + FIXED_BYTES + TAG_BYTES)
		return LTI_ERR_STATE;
	len -= IV_BYTES + TAG_BYTES;
	if (len > sizeof(plain) || !decrypt(plain, sealed, len, key))
		return LTI_ERR_STATE;
	state = calloc(1, sizeof(*state) +
				  len); /* each text drops two bytes and gains a NUL */
	if (!state)
		return LTI_ERR_MEMORY;
	if (!unpack(state, (char *)(state + 1), plain, len) ||
	    state->issued_s > now_s + SKEW_S) {
		free(state);
		return LTI_ERR_STATE;
	}
	if (now_s - state->issued_s > LTI_STATE_LIFE_S) {
		free(state);
		return LTI_ERR_STATE_EXPIRED;
	}
	*out = state;
	return LTI_OK;
}
