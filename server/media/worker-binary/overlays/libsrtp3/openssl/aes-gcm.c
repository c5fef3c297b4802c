/*
 * AES-GCM (RFC 7714), which browsers agree on. An object has one key; for each packet the initialization vector is set first, then come
 * what is only authenticated, the payload, and the tag. Must not know of packets or sessions.
 */
#include "openssl-crypto.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct gcm
{
	srtp_cipher_t cipher;
	EVP_CIPHER_CTX* ctx;
	unsigned int tag_len;
};

static srtp_err_status_t gcm_alloc(srtp_cipher_pointer_t* cipher, int key_len, int tag_len)
{
	const int is_256 = key_len == SRTP_AES_GCM_256_KEY_LEN_WSALT;

	if ((!is_256 && key_len != SRTP_AES_GCM_128_KEY_LEN_WSALT) || (tag_len != 8 && tag_len != 16))
	{
		return srtp_err_status_bad_param;
	}

	struct gcm* gcm     = calloc(1, sizeof(*gcm));
	EVP_CIPHER_CTX* ctx = EVP_CIPHER_CTX_new();

	if (gcm == NULL || ctx == NULL)
	{
		free(gcm);
		EVP_CIPHER_CTX_free(ctx);

		return srtp_err_status_alloc_fail;
	}

	gcm->cipher.type      = is_256 ? &openssl_gcm_256 : &openssl_gcm_128;
	gcm->cipher.algorithm = (int)gcm->cipher.type->id;
	gcm->cipher.key_len   = key_len;
	gcm->cipher.state     = gcm;
	gcm->ctx              = ctx;
	gcm->tag_len          = (unsigned int)tag_len;
	*cipher               = &gcm->cipher;

	return srtp_err_status_ok;
}

static srtp_err_status_t gcm_dealloc(srtp_cipher_pointer_t cipher)
{
	struct gcm* gcm = cipher->state;

	EVP_CIPHER_CTX_free(gcm->ctx); // wipes the key
	free(gcm);

	return srtp_err_status_ok;
}

/* The salt that follows the key is part of the vectors, which libsrtp makes. */
static srtp_err_status_t gcm_init(void* state, const uint8_t* key)
{
	const struct gcm* gcm  = state;
	const EVP_CIPHER* kind = gcm->cipher.type == &openssl_gcm_256 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();

	return EVP_CipherInit_ex(gcm->ctx, kind, NULL, key, NULL, 1) == 1 ? srtp_err_status_ok
	                                                                  : srtp_err_status_init_fail;
}

/* Of 12 octets, which is what OpenSSL expects unless told. */
static srtp_err_status_t gcm_set_iv(void* state, uint8_t* iv, srtp_cipher_direction_t direction)
{
	const struct gcm* gcm = state;

	if (direction == srtp_direction_any)
	{
		return srtp_err_status_bad_param;
	}

	return EVP_CipherInit_ex(gcm->ctx, NULL, NULL, NULL, iv, direction == srtp_direction_encrypt) == 1
	         ? srtp_err_status_ok
	         : srtp_err_status_init_fail;
}

static srtp_err_status_t gcm_set_aad(void* state, const uint8_t* aad, uint32_t len)
{
	const struct gcm* gcm = state;
	int written;

	return EVP_CipherUpdate(gcm->ctx, NULL, &written, aad, (int)len) == 1 ? srtp_err_status_ok
	                                                                      : srtp_err_status_algo_fail;
}

/* RTCP that is only authenticated comes as no data at all. */
static srtp_err_status_t gcm_encrypt(void* state, uint8_t* data, unsigned int* len)
{
	const struct gcm* gcm = state;
	int written;

	return *len == 0 || EVP_EncryptUpdate(gcm->ctx, data, &written, data, (int)*len) == 1
	         ? srtp_err_status_ok
	         : srtp_err_status_cipher_fail;
}

static srtp_err_status_t gcm_get_tag(void* state, uint8_t* tag, uint32_t* len)
{
	const struct gcm* gcm = state;
	int written;

	if (
	  EVP_EncryptFinal_ex(gcm->ctx, tag, &written) != 1 ||
	  EVP_CIPHER_CTX_ctrl(gcm->ctx, EVP_CTRL_AEAD_GET_TAG, (int)gcm->tag_len, tag) != 1)
	{
		return srtp_err_status_algo_fail;
	}

	*len = gcm->tag_len;

	return srtp_err_status_ok;
}

/* `data` ends with the tag. Where that is wrong, so is what stands in `data` afterwards: the caller drops it. */
static srtp_err_status_t gcm_decrypt(void* state, uint8_t* data, unsigned int* len)
{
	const struct gcm* gcm = state;
	int written;

	if (*len < gcm->tag_len)
	{
		return srtp_err_status_auth_fail;
	}

	const unsigned int plain = *len - gcm->tag_len;

	if (
	  EVP_CIPHER_CTX_ctrl(gcm->ctx, EVP_CTRL_AEAD_SET_TAG, (int)gcm->tag_len, data + plain) != 1 ||
	  (plain > 0 && EVP_DecryptUpdate(gcm->ctx, data, &written, data, (int)plain) != 1) ||
	  EVP_DecryptFinal_ex(gcm->ctx, data + plain, &written) != 1)
	{
		return srtp_err_status_auth_fail;
	}

	*len = plain;

	return srtp_err_status_ok;
}

#define GCM_TYPE(bits)                                                                                        \
	const srtp_cipher_type_t openssl_gcm_##bits = {                                                             \
		gcm_alloc,  gcm_dealloc, gcm_init,    gcm_set_aad,                                                        \
		gcm_encrypt, gcm_decrypt, gcm_set_iv, gcm_get_tag,                                                        \
		"AES-" #bits "-GCM of OpenSSL", &srtp_aes_gcm_##bits##_test_case_0, SRTP_AES_GCM_##bits,                  \
	}

GCM_TYPE(128);
GCM_TYPE(256);
