/*
 * libsrtp 2's ciphers and authentication on OpenSSL, through libsrtp's own door for such replacements. Debian's and Ubuntu's libsrtp
 * has them on NSS, which opens a library context for each and makes a key schedule for every packet.
 */
#pragma once

#include <srtp2/auth.h>
#include <srtp2/cipher.h>

#ifdef __cplusplus
extern "C"
{
#endif

/* After srtp_init(). What fails libsrtp's tests is not put in place: the distribution's stays, slower but right. */
void srtp_use_openssl(void);

extern const srtp_cipher_type_t openssl_gcm_128;
extern const srtp_cipher_type_t openssl_gcm_256;
extern const srtp_cipher_type_t openssl_icm_128;
extern const srtp_cipher_type_t openssl_icm_256;
extern const srtp_auth_type_t openssl_hmac_sha1;

/*
 * Known answers that libsrtp exports and its headers do not name. Weak: where a libsrtp has none, the worker links all the same, and
 * what cannot be tested is not put in place.
 */
extern const srtp_cipher_test_case_t srtp_aes_gcm_128_test_case_0 __attribute__((weak));
extern const srtp_cipher_test_case_t srtp_aes_gcm_256_test_case_0 __attribute__((weak));
extern const srtp_cipher_test_case_t srtp_aes_icm_128_test_case_0 __attribute__((weak));
extern const srtp_cipher_test_case_t srtp_aes_icm_256_test_case_0 __attribute__((weak));
extern const srtp_auth_test_case_t srtp_hmac_test_case_0 __attribute__((weak));

#ifdef __cplusplus
}
#endif
