/*
 * SRTP of the distribution's libsrtp against the same on OpenSSL: equal octets in both directions, and nothing forged is taken. Ends with
 * 1 and a line for what differs.
 */
#include "openssl-crypto.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	HeaderLen  = 12,
	PayloadLen = 1200,
	BufferLen  = HeaderLen + PayloadLen + SRTP_MAX_TRAILER_LEN,
	Packets    = 20,
};

struct packet
{
	_Alignas(8) uint8_t octets[BufferLen];
	int len;
};

struct pair
{
	srtp_t sender;
	srtp_t receiver;
};

static const srtp_profile_t profiles[] = { srtp_profile_aead_aes_256_gcm,
	                                         srtp_profile_aead_aes_128_gcm,
	                                         srtp_profile_aes128_cm_sha1_80,
	                                         srtp_profile_aes128_cm_sha1_32 };

enum
{
	Profiles = sizeof(profiles) / sizeof(profiles[0]),
};

static void expect(int is_so, const char* what)
{
	if (is_so)
	{
		return;
	}

	printf("not so: %s\n", what);
	exit(1);
}

static srtp_t session(srtp_profile_t profile, srtp_ssrc_type_t direction)
{
	static uint8_t key[SRTP_MAX_KEY_LEN] = "not a secret, but as long as the longest of them";
	srtp_policy_t policy                 = { .ssrc.type = direction, .key = key, .window_size = 1024 };
	srtp_t made                          = NULL;

	expect(srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile) == 0, "there is such a profile");
	expect(srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile) == 0, "and for RTCP");
	expect(srtp_create(&made, &policy) == 0, "a session begins");

	return made;
}

static struct pair pair(srtp_profile_t profile)
{
	return (struct pair){ session(profile, ssrc_any_outbound), session(profile, ssrc_any_inbound) };
}

/* Of every length, the odd ones and none too. Past 65,535 the rollover counter is part of what is encrypted. */
static struct packet rtp(int number)
{
	const uint16_t sequence = (uint16_t)(65530 + number);
	struct packet packet    = { { 0x80, 96, (uint8_t)(sequence >> 8), (uint8_t)sequence, 0, 0, 0, 1, 0, 0, 0, 2 },
		                          HeaderLen + (number * 61) % PayloadLen };

	memset(packet.octets + HeaderLen, number, PayloadLen);

	return packet;
}

static struct packet rtcp(int number)
{
	return (struct packet){ { 0x80, 200, 0, 6, 0, 0, 0, 2, (uint8_t)number }, 28 };
}

static int equal(struct packet one, struct packet other)
{
	return one.len == other.len && memcmp(one.octets, other.octets, (size_t)one.len) == 0;
}

typedef srtp_err_status_t (*transform)(srtp_t session, void* packet, int* len);

static void compare(struct pair stock, struct pair ours, struct packet plain, transform protect, transform unprotect)
{
	struct packet by_stock = plain;
	struct packet by_us    = plain;

	expect(protect(stock.sender, by_stock.octets, &by_stock.len) == 0, "libsrtp's own encrypts");
	expect(protect(ours.sender, by_us.octets, &by_us.len) == 0, "OpenSSL encrypts");
	expect(equal(by_stock, by_us), "both say the same");

	for (int at = 0; at < by_us.len; at += by_us.len - 1)
	{
		struct packet forged = by_stock;

		forged.octets[at == 0 ? HeaderLen - 1 : at] ^= 1;
		expect(unprotect(ours.receiver, forged.octets, &forged.len) != 0, "what is forged is refused");
	}

	expect(unprotect(stock.receiver, by_us.octets, &by_us.len) == 0 && equal(by_us, plain), "libsrtp's own reads it");
	expect(unprotect(ours.receiver, by_stock.octets, &by_stock.len) == 0 && equal(by_stock, plain), "OpenSSL reads it");
}

int main(void)
{
	struct pair stock[Profiles];

	expect(srtp_init() == 0, "libsrtp begins");

	for (int i = 0; i < Profiles; ++i)
	{
		stock[i] = pair(profiles[i]);
	}

	srtp_use_openssl();
	// It keeps silent about what libsrtp refuses: ask for each.
	expect(srtp_replace_cipher_type(&openssl_gcm_128, SRTP_AES_GCM_128) == 0, "AES-128-GCM passes libsrtp's tests");
	expect(srtp_replace_cipher_type(&openssl_gcm_256, SRTP_AES_GCM_256) == 0, "AES-256-GCM passes libsrtp's tests");
	expect(srtp_replace_cipher_type(&openssl_icm_128, SRTP_AES_ICM_128) == 0, "AES-128-ICM passes libsrtp's tests");
	expect(srtp_replace_cipher_type(&openssl_icm_256, SRTP_AES_ICM_256) == 0, "AES-256-ICM passes libsrtp's tests");
	expect(srtp_replace_auth_type(&openssl_hmac_sha1, SRTP_HMAC_SHA1) == 0, "HMAC-SHA1 passes libsrtp's tests");

	for (int i = 0; i < Profiles; ++i)
	{
		const struct pair ours = pair(profiles[i]);

		for (int number = 0; number < Packets; ++number)
		{
			compare(stock[i], ours, rtp(number), srtp_protect, srtp_unprotect);
			compare(stock[i], ours, rtcp(number), srtp_protect_rtcp, srtp_unprotect_rtcp);
		}

		srtp_dealloc(ours.sender);
		srtp_dealloc(ours.receiver);
		srtp_dealloc(stock[i].sender);
		srtp_dealloc(stock[i].receiver);
	}

	return srtp_shutdown() == 0 ? 0 : 1;
}
