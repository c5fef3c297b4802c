/*
 * AES in counter mode as SRTP counts (RFC 3711): the vector of a packet, exclusive-or the salt behind the key. Encrypts packets of older
 * clients, and derives the keys of all. Must not know of packets or sessions.
 */
#include "openssl-crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum
{
	SaltLen  = 14,
	BlockLen = 16, // the salt, and 16 bits that count
};

struct icm
{
	srtp_cipher_t cipher;
	EVP_CIPHER_CTX* ctx;
	uint8_t salt[SaltLen];
};

static srtp_err_status_t icm_alloc(srtp_cipher_pointer_t* cipher, int key_len, int tag_len)
{
	const int is_256 = key_len == SRTP_AES_ICM_256_KEY_LEN_WSALT;
	(void)tag_len; // it has none

	if (!is_256 && key_len != SRTP_AES_ICM_128_KEY_LEN_WSALT)
	{
		return srtp_err_status_bad_param;
	}

	struct icm* icm     = calloc(1, sizeof(*icm));
	EVP_CIPHER_CTX* ctx = EVP_CIPHER_CTX_new();

	if (icm == NULL || ctx == NULL)
	{
		free(icm);
		EVP_CIPHER_CTX_free(ctx);

		return srtp_err_status_alloc_fail;
	}

	icm->cipher.type      = is_256 ? &openssl_icm_256 : &openssl_icm_128;
	icm->cipher.algorithm = (int)icm->cipher.type->id;
	icm->cipher.key_len   = key_len;
	icm->cipher.state     = icm;
	icm->ctx              = ctx;
	*cipher               = &icm->cipher;

	return srtp_err_status_ok;
}

static srtp_err_status_t icm_dealloc(srtp_cipher_pointer_t cipher)
{
	struct icm* icm = cipher->state;

	EVP_CIPHER_CTX_free(icm->ctx); // wipes the key
	OPENSSL_cleanse(icm, sizeof(*icm));
	free(icm);

	return srtp_err_status_ok;
}

static srtp_err_status_t icm_init(void* state, const uint8_t* key)
{
	struct icm* icm        = state;
	const EVP_CIPHER* kind = icm->cipher.type == &openssl_icm_256 ? EVP_aes_256_ctr() : EVP_aes_128_ctr();

	memcpy(icm->salt, key + icm->cipher.key_len - SaltLen, SaltLen);

	return EVP_EncryptInit_ex(icm->ctx, kind, NULL, key, NULL) == 1 ? srtp_err_status_ok
	                                                                : srtp_err_status_init_fail;
}

/* Both directions are the same work. */
static srtp_err_status_t icm_set_iv(void* state, uint8_t* iv, srtp_cipher_direction_t direction)
{
	const struct icm* icm = state;
	uint8_t counter[BlockLen];
	(void)direction;

	memcpy(counter, iv, BlockLen);

	for (int i = 0; i < SaltLen; ++i)
	{
		counter[i] ^= icm->salt[i];
	}

	return EVP_EncryptInit_ex(icm->ctx, NULL, NULL, NULL, counter) == 1 ? srtp_err_status_ok
	                                                                    : srtp_err_status_init_fail;
}

static srtp_err_status_t icm_encrypt(void* state, uint8_t* data, unsigned int* len)
{
	const struct icm* icm = state;
	int written;

	return *len == 0 || EVP_EncryptUpdate(icm->ctx, data, &written, data, (int)*len) == 1
	         ? srtp_err_status_ok
	         : srtp_err_status_cipher_fail;
}

#define ICM_TYPE(bits)                                                                                        \
	const srtp_cipher_type_t openssl_icm_##bits = {                                                             \
		icm_alloc,   icm_dealloc, icm_init,   NULL,                                                               \
		icm_encrypt, icm_encrypt, icm_set_iv, NULL,                                                               \
		"AES-" #bits "-ICM of OpenSSL", &srtp_aes_icm_##bits##_test_case_0, SRTP_AES_ICM_##bits,                  \
	}

ICM_TYPE(128);
ICM_TYPE(256);
