/*
 * Sealer: the secret file and AES-256-GCM over it. The file holds 256 random bits as one
 * line of base64url; the key of a purpose is HMAC-SHA-256(secret, purpose), so a purpose
 * can be added without a new file. Sealed text is base64url(nonce | ciphertext | tag).
 */
#include "lms/sealer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/random.h"
#include "base/text.h"

#define SECRET_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define SEALED_MAX (256U << 10) /* characters of sealed text that we look at */

/* Purposes are few, and a launch asks for the same one every time. */
struct derived {
	struct derived *next;
	const char *purpose;
	unsigned char key[SEALER_KEY_BYTES];
};

struct sealer {
	unsigned char secret[SECRET_BYTES];
	_Atomic(struct derived *) derived; /* grows at its front until sealer_free() */
};

/* --- the file --------------------------------------------------------------------------
 */

/* A file that did not exist appears complete or not at all: written aside, then linked.
 */
static bool secret_make(const char *path)
{
	char aside[PATH_MAX], line[RANDOM_TOKEN + 1];
	int file, saved;
	size_t len;
	bool made;

	if (snprintf(aside, sizeof(aside), "%s.XXXXXX", path) >= (int)sizeof(aside)) {
		errno = ENAMETOOLONG;
		return false;
	}
	file = mkstemp(aside); /* mode 0600 */
	if (file < 0)
		return false;
	random_token(line);
	len = strlen(line);
	line[len++] = '\n';
	made = write(file, line, len) == (ssize_t)len && fsync(file) == 0;
	OPENSSL_cleanse(line, sizeof(line));
	close(file);
	/* Another process may have been quicker: then its file is the one. */
	made = made && (link(aside, path) == 0 || errno == EEXIST);
	saved = errno;
	unlink(aside);
	errno = saved;
	return made;
}

static bool secret_read(struct sealer *sealer, int file, const char *path,
			char error[256])
{
	char text[RANDOM_TOKEN + 8] = "";
	struct stat about;
	size_t len;
	ssize_t got = read(file, text, sizeof(text) - 1);
	bool valid;

	if (fstat(file, &about) == 0 && (about.st_mode & S_IRWXO)) {
		snprintf(error, 256, "%.180s can be read by everybody: chmod 600 it",
			 path);
		return false;
	}
	text[got < 0 ? 0 : got] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	valid = base64url_decode(sealer->secret, sizeof(sealer->secret), &len, text) &&
		len == SECRET_BYTES;
	OPENSSL_cleanse(text, sizeof(text));
	if (!valid)
		snprintf(error, 256,
			 "%.180s does not hold a secret of 256 bits in base64url", path);
	return valid;
}

struct sealer *sealer_new(const char *path, char error[256])
{
	struct sealer *sealer;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool valid;

	if (file < 0 && errno == ENOENT && secret_make(path))
		file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0) {
		snprintf(error, 256, "the secret file %.150s: %s", path, strerror(errno));
		return NULL;
	}
	sealer = calloc(1, sizeof(*sealer));
	if (!sealer)
		abort();
	valid = secret_read(sealer, file, path, error);
	close(file);
	if (!valid) {
		sealer_free(sealer);
		return NULL;
	}
	return sealer;
}

void sealer_free(struct sealer *sealer)
{
	struct derived *derived, *next;

	if (!sealer)
		return;
	for (derived = sealer->derived; derived; derived = next) {
		next = derived->next;
		OPENSSL_cleanse(derived, sizeof(*derived));
		free(derived);
	}
	OPENSSL_cleanse(sealer, sizeof(*sealer));
	free(sealer);
}

/* --- sealing
 * ----------------------------------------------------------------------------- */

/* Two threads may derive the same key at once: then it is there twice. */
static const struct derived *derive(struct sealer *sealer, const char *purpose)
{
	struct derived *made = calloc(1, sizeof(*made));

	if (!made)
		abort();
	made->purpose = purpose;
	digest_hmac_bytes(made->key, sealer->secret, SECRET_BYTES, purpose,
			  strlen(purpose));
	made->next = sealer->derived;
	while (!atomic_compare_exchange_weak(&sealer->derived, &made->next, made))
		;
	return made;
}

void sealer_key(struct sealer *sealer, const char *purpose,
		unsigned char key[SEALER_KEY_BYTES])
{
	const struct derived *derived = sealer->derived;

	while (derived && !text_equal(derived->purpose, purpose))
		derived = derived->next;
	if (!derived)
		derived = derive(sealer, purpose);
	memcpy(key, derived->key, SEALER_KEY_BYTES);
}

/* A cipher set up for one purpose; its failures are OpenSSL out of memory: our own. */
static EVP_CIPHER_CTX *cipher_for(struct sealer *sealer, const char *purpose,
				  const unsigned char nonce[NONCE_BYTES], int sealing)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	unsigned char key[SEALER_KEY_BYTES];

	sealer_key(sealer, purpose, key);
	if (!cipher ||
	    EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce, sealing) != 1)
		abort();
	OPENSSL_cleanse(key, sizeof(key));
	return cipher;
}

char *sealer_seal(struct sealer *sealer, struct arena *arena, const char *purpose,
		  const void *bytes, size_t len)
{
	size_t sealed_len = len + SEALER_OVERHEAD;
	unsigned char *sealed = arena_alloc(arena, sealed_len);
	char *text = arena_alloc(arena, BASE64URL_LEN(sealed_len) + 1);
	EVP_CIPHER_CTX *cipher;
	int part, last;

	random_bytes(sealed, NONCE_BYTES);
	cipher = cipher_for(sealer, purpose, sealed, 1);
	if (EVP_EncryptUpdate(cipher, sealed + NONCE_BYTES, &part, bytes, (int)len) !=
		    1 ||
	    EVP_EncryptFinal_ex(cipher, sealed + NONCE_BYTES + part, &last) != 1 ||
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_BYTES,
				sealed + NONCE_BYTES + len) != 1)
		abort();
	EVP_CIPHER_CTX_free(cipher);
	return base64url_encode(text, sealed, sealed_len);
}

void *sealer_unseal(struct sealer *sealer, struct arena *arena, const char *purpose,
		    const char *text, size_t *len)
{
	size_t room = text ? strnlen(text, SEALED_MAX + 1) : 0, sealed_len;
	unsigned char *sealed, *plain;
	EVP_CIPHER_CTX *cipher;
	int part, last;
	bool ours;

	*len = 0;
	if (room == 0 || room > SEALED_MAX)
		return NULL;
	sealed = arena_alloc(arena, room);
	if (!base64url_decode(sealed, room, &sealed_len, text) ||
	    sealed_len < SEALER_OVERHEAD)
		return NULL;
	*len = sealed_len - SEALER_OVERHEAD;
	plain = arena_alloc(arena, *len + 1);
	cipher = cipher_for(sealer, purpose, sealed, 0);
	ours = EVP_DecryptUpdate(cipher, plain, &part, sealed + NONCE_BYTES, (int)*len) ==
		       1 &&
	       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_BYTES,
				   sealed + NONCE_BYTES + *len) == 1 &&
	       EVP_DecryptFinal_ex(cipher, plain + part, &last) == 1;
	EVP_CIPHER_CTX_free(cipher);
	if (!ours) {
		OPENSSL_cleanse(plain, *len);
		return NULL;
	}
	return plain;
}
