// libsrtp 3 as far as the mediasoup worker calls it, on top of libsrtp 2. Two things differ: version 3 hides the
// policy behind a pointer and setters, and it takes an input and an output buffer where version 2 works in place.
// The functions of version 3 are overloads here, so those that did not change are version 2's own.
#pragma once

// Both versions use this name for different things.
#define srtp_policy_t srtp_policy_v2_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// In ../openssl: faster than what the distribution's libsrtp brings.
extern "C" void srtp_use_openssl(void);

inline srtp_err_status_t srtp_init_on_openssl()
{
	const auto status = srtp_init();

	if (status == srtp_err_status_ok)
	{
		srtp_use_openssl();
	}

	return status;
}

#define srtp_init srtp_init_on_openssl

// Error codes that came with version 3, and their numbers there.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct PolicyWithKey
{
	srtp_policy_v2_t v2{};
	// Master key and salt in one piece, as version 2 reads them; v2.key points here.
	uint8_t keyAndSalt[SRTP_MAX_KEY_LEN]{};
};

using srtp_policy_t = PolicyWithKey*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) PolicyWithKey{};

	if (*policy == nullptr)
	{
		return srtp_err_status_alloc_fail;
	}

	(*policy)->v2.key = (*policy)->keyAndSalt;

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->v2.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->v2.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->v2.rtcp, profile);
}

// The worker uses no master key identifiers (MKI), here and below.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t /*mkiLen*/)
{
	if (keyLen + saltLen > sizeof(policy->keyAndSalt))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->keyAndSalt, key, keyLen);
	std::memcpy(policy->keyAndSalt + keyLen, salt, saltLen);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->v2.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t packets)
{
	policy->v2.window_size = packets;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	const srtp_policy_v2_t* v2 = &policy->v2;

	return srtp_create(session, v2);
}

// Version 2 wants network byte order here, which is what the worker passes.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

namespace overlay
{
	using TransformInPlace = srtp_err_status_t (*)(srtp_t session, void* packet, int* len);

	// `growth` is what the transformation may add; `*outLen` is the room in `out`, then what was written.
	inline srtp_err_status_t transform(
	  TransformInPlace inPlace,
	  srtp_t session,
	  const uint8_t* in,
	  size_t inLen,
	  size_t growth,
	  uint8_t* out,
	  size_t* outLen)
	{
		if (*outLen < inLen + growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (out != in)
		{
			std::memmove(out, in, inLen);
		}

		auto len          = static_cast<int>(inLen);
		const auto status = inPlace(session, out, &len);

		if (status == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return status;
	}
} // namespace overlay

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return overlay::transform(srtp_protect, session, rtp, rtpLen, SRTP_MAX_TRAILER_LEN, srtp, srtpLen);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// The trailer of RTP, and the index that SRTCP puts before it.
	constexpr size_t growth = SRTP_MAX_TRAILER_LEN + sizeof(uint32_t);

	return overlay::transform(srtp_protect_rtcp, session, rtcp, rtcpLen, growth, srtcp, srtcpLen);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return overlay::transform(srtp_unprotect, session, srtp, srtpLen, 0, rtp, rtpLen);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return overlay::transform(srtp_unprotect_rtcp, session, srtcp, srtcpLen, 0, rtcp, rtcpLen);
}
