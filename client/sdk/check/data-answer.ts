/**
 * The session description of a transport that carries data channels and nothing else, in answer to a browser's offer (RFC 8841), and
 * what the server must know of that offer. Pure.
 */
import type { DtlsParameters } from '#protocol/rtp.ts';
import type { OfferedProbe } from './ways.ts';

type Transport = OfferedProbe['transport'];
type Candidate = Transport['iceCandidates'][number];

/** The browser begins DTLS: the answer says that the server waits. */
export function dataAnswer(
  offer: string,
  { transport, data }: OfferedProbe,
  candidates: readonly Candidate[],
): string {
  const { iceParameters, dtlsParameters } = transport;
  const mid = /^a=mid:(\S+)/m.exec(offer)?.[1] ?? '0';
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    ...dtlsParameters.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    'a=setup:passive',
    `a=sctp-port:${data.sctpPort}`,
    `a=max-message-size:${data.maxMessageSize}`,
    ...candidates.map(candidateLine),
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function candidateLine({ foundation, protocol, priority, address, port, type, tcpType }: Candidate): string {
  const line = `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}`;
  return tcpType === undefined ? line : `${line} tcptype ${tcpType}`;
}

export function dtlsParametersOf(offer: string): DtlsParameters {
  const found = [...offer.matchAll(/^a=fingerprint:(\S+) (\S+)/gm)];
  const fingerprints = found.map(([, algorithm = '', value = '']) => ({
    algorithm: algorithm.toLowerCase(),
    value,
  }));
  // The same line stands once for the session and once for each part of it.
  const own = new Map(fingerprints.map(each => [each.value, each]));
  return { role: 'client', fingerprints: [...own.values()] as DtlsParameters['fingerprints'] };
}
