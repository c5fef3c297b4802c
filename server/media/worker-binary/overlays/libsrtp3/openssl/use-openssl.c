/*
 * Puts what is beside it in place of libsrtp's own. Owns nothing: libsrtp keeps the types, which are constants.
 */
#include "openssl-crypto.h"

void srtp_use_openssl(void)
{
	srtp_replace_cipher_type(&openssl_gcm_128, SRTP_AES_GCM_128);
	srtp_replace_cipher_type(&openssl_gcm_256, SRTP_AES_GCM_256);
	srtp_replace_cipher_type(&openssl_icm_128, SRTP_AES_ICM_128);
	srtp_replace_cipher_type(&openssl_icm_256, SRTP_AES_ICM_256);
	srtp_replace_auth_type(&openssl_hmac_sha1, SRTP_HMAC_SHA1);
}
