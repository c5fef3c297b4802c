/*
 * HMAC-SHA1, which authenticates where the cipher does not (RFC 3711). An object has one key and is started anew for each packet.
 * Must not know of packets or sessions.
 */
#include "openssl-crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum
{
	DigestLen = 20,
};

struct hmac
{
	srtp_auth_t auth;
	EVP_MAC_CTX* ctx;
};

static srtp_err_status_t hmac_alloc(srtp_auth_pointer_t* auth, int key_len, int out_len)
{
	if (out_len > DigestLen)
	{
		return srtp_err_status_bad_param;
	}

	struct hmac* hmac = calloc(1, sizeof(*hmac));
	EVP_MAC* mac      = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX* ctx  = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

	EVP_MAC_free(mac); // `ctx` holds it

	if (hmac == NULL || ctx == NULL)
	{
		free(hmac);
		EVP_MAC_CTX_free(ctx);

		return srtp_err_status_alloc_fail;
	}

	hmac->auth.type    = &openssl_hmac_sha1;
	hmac->auth.state   = hmac;
	hmac->auth.key_len = key_len;
	hmac->auth.out_len = out_len;
	hmac->ctx          = ctx;
	*auth              = &hmac->auth;

	return srtp_err_status_ok;
}

static srtp_err_status_t hmac_dealloc(srtp_auth_pointer_t auth)
{
	struct hmac* hmac = auth->state;

	EVP_MAC_CTX_free(hmac->ctx); // wipes the key
	free(hmac);

	return srtp_err_status_ok;
}

static srtp_err_status_t hmac_init(void* state, const uint8_t* key, int key_len)
{
	const struct hmac* hmac = state;
	char digest[]           = "SHA1";
	const OSSL_PARAM sha1[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		                          OSSL_PARAM_construct_end() };

	return EVP_MAC_init(hmac->ctx, key, (size_t)key_len, sha1) == 1 ? srtp_err_status_ok
	                                                                : srtp_err_status_auth_fail;
}

/* With the key that it has, which OpenSSL can from 3.0.3 on. */
static srtp_err_status_t hmac_start(void* state)
{
	const struct hmac* hmac = state;

	return EVP_MAC_init(hmac->ctx, NULL, 0, NULL) == 1 ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

static srtp_err_status_t hmac_update(void* state, const uint8_t* data, int len)
{
	const struct hmac* hmac = state;

	return EVP_MAC_update(hmac->ctx, data, (size_t)len) == 1 ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

static srtp_err_status_t hmac_compute(void* state, const uint8_t* data, int len, int tag_len, uint8_t* tag)
{
	const struct hmac* hmac = state;
	uint8_t digest[DigestLen];
	size_t written;

	if (tag_len > DigestLen)
	{
		return srtp_err_status_bad_param;
	}

	if (
	  hmac_update(state, data, len) != srtp_err_status_ok ||
	  EVP_MAC_final(hmac->ctx, digest, &written, sizeof(digest)) != 1)
	{
		return srtp_err_status_auth_fail;
	}

	memcpy(tag, digest, (size_t)tag_len);

	return srtp_err_status_ok;
}

const srtp_auth_type_t openssl_hmac_sha1 = {
	hmac_alloc,  hmac_dealloc, hmac_init, hmac_compute,
	hmac_update, hmac_start,   "HMAC-SHA1 of OpenSSL", &srtp_hmac_test_case_0, SRTP_HMAC_SHA1,
};
