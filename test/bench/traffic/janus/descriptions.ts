/**
 * What Janus says and wants to hear of a connection, which is SDP, from and to the parameters that a slim transport needs. Pure.
 */
import { type MediaDescription, parse, write } from 'sdp-transform';
import type { RtpParameters, TransportInfo } from '../../../../server/protocol/rtp.ts';
import { dtlsParameters } from '../../../load/transport/slim/dtls/certificate.ts';
import type { OwnIce } from '../../../load/transport/slim/ice/ice-check.ts';
import type { ReceivedStreamOptions } from '../../../load/transport/transport.ts';
import { bandwidthFeedback, clockRate, cname, transportCc } from '../stream.ts';

type Media = Pick<MediaDescription, 'direction' | 'rtp' | 'fmtp'> & Partial<MediaDescription>;

/** Of one stream that is sent. */
export function offerOf({ mid, codecs, headerExtensions, encodings }: RtpParameters, own: OwnIce): string {
  const ssrcs = encodings.flatMap(({ ssrc, rtx }) => [ssrc ?? 0, rtx?.ssrc ?? 0]);
  return described(own, {
    mid: mid ?? '',
    direction: 'sendonly',
    payloads: codecs.map(({ payloadType }) => payloadType).join(' '),
    rtp: codecs.map(codec => ({
      payload: codec.payloadType,
      codec: codec.mimeType.replace('video/', ''),
      rate: codec.clockRate,
    })),
    fmtp: codecs.flatMap(({ payloadType, parameters = {} }) =>
      Object.entries(parameters).map(([key, value]) => ({ payload: payloadType, config: `${key}=${value}` })),
    ),
    rtcpFb: codecs.flatMap(({ payloadType: payload, rtcpFeedback = [] }) =>
      rtcpFeedback.map(({ type, parameter }) => ({
        payload,
        type,
        ...(parameter && { subtype: parameter }),
      })),
    ),
    ext: headerExtensions?.map(({ uri, id }) => ({ uri, value: id })) ?? [],
    ssrcs: ssrcs.map(id => ({ id, attribute: 'cname', value: cname })),
    ssrcGroups: [{ semantics: 'FID', ssrcs: ssrcs.join(' ') }],
  });
}

/** Everything that is offered; without transport-cc where that is to be left out. */
export function answerTo(offer: string, own: OwnIce, feedback: { withTransportCc: boolean }): string {
  const { mid = '', payloads = '', rtp, fmtp, rtcpFb = [], ext = [] } = mediaOf(offer);
  return described(own, {
    ...{ mid, payloads, rtp, fmtp, direction: 'recvonly' },
    rtcpFb: rtcpFb.filter(({ type }) => feedback.withTransportCc || !bandwidthFeedback.has(type)),
    ext: ext.filter(({ uri }) => feedback.withTransportCc || uri !== transportCc),
  });
}

/** Janus' side of the connection. */
export function infoOf(sdp: string): TransportInfo {
  const session = parse(sdp);
  const media = mediaOf(sdp);
  const { hash = '' } = media.fingerprint ?? session.fingerprint ?? {};
  return {
    transportId: '',
    iceParameters: { usernameFragment: String(media.iceUfrag), password: String(media.icePwd) },
    iceCandidates: (media.candidates ?? []).map(({ foundation, priority, ip, port }) => ({
      ...{ foundation: String(foundation), priority: Number(priority), ip, address: ip, port },
      ...({ protocol: 'udp', type: 'host' } as const),
    })),
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: hash }] },
  };
}

/** What Janus sends, as it offers it. */
export function offeredStream(offer: string): ReceivedStreamOptions {
  const { rtp, ssrcs = [] } = mediaOf(offer);
  return {
    kind: 'video',
    ssrc: Number(ssrcs[0]?.id),
    payloadType: rtp[0]?.payload ?? 0,
    clockRate: rtp[0]?.rate ?? clockRate,
    extensions: agreedExtensions(offer),
    nack: false, // what is lost is to be seen as loss
  };
}

export function agreedExtensions(sdp: string): ReadonlyMap<string, number> {
  return new Map(mediaOf(sdp).ext?.map(({ uri, value }) => [uri, value]));
}

function mediaOf(sdp: string): MediaDescription {
  const [media] = parse(sdp).media;
  if (!media) throw new Error('Janus described no media');
  return media;
}

/** The port of a client is not known before it sends, and then Janus sees it. Without any candidate it would not look. */
const nowhere = { foundation: '1', component: 1, transport: 'udp', priority: 1, ip: '127.0.0.1', port: 9 };

function described({ usernameFragment, password }: OwnIce, media: Media): string {
  const [{ algorithm = '', value = '' } = {}] = dtlsParameters.fingerprints;
  const origin = {
    username: '-',
    sessionId: 1,
    sessionVersion: 1,
    netType: 'IN',
    ipVer: 4,
    address: '0.0.0.0',
  };
  return write({
    ...{ version: 0, origin, name: '-', timing: { start: 0, stop: 0 } },
    groups: [{ type: 'BUNDLE', mids: String(media.mid) }],
    media: [
      {
        ...{
          type: 'video',
          port: 9,
          protocol: 'UDP/TLS/RTP/SAVPF',
          connection: { version: 4, ip: '0.0.0.0' },
        },
        ...{ iceUfrag: usernameFragment, icePwd: password, candidates: [{ ...nowhere, type: 'host' }] },
        fingerprint: { type: algorithm, hash: value },
        setup: 'active', // Janus is the DTLS server
        rtcpMux: 'rtcp-mux',
        ...media,
      },
    ],
  });
}
