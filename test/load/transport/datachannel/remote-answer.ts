/**
 * The server's side of a transport as the SDP answer that libdatachannel wants to see. One m-line for everything: with a single line
 * it hands over each packet that is decrypted, whatever its SSRC, so that streams come and go without another description.
 */
import type { TransportInfo } from '../../../../server/protocol/rtp.ts';
import type { IpFamily } from '../transport.ts';

/** Of the only line; the payload type and codec of it mean nothing to libdatachannel. */
export const onlyMid = '0';
export const onlyPayloadType = 96;

/** Throws where the server offers no UDP candidate of that family, or no SHA-256 fingerprint. */
export function remoteAnswer(info: TransportInfo, family: IpFamily | undefined): string {
  const { iceParameters, iceCandidates, dtlsParameters } = info;
  const candidate = iceCandidates.find(
    ({ protocol, address }) => protocol === 'udp' && isOf(family, address),
  );
  if (!candidate) throw new Error(`the server offers no ${family ?? ''} UDP candidate`);
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (!fingerprint) throw new Error('the server offers no SHA-256 fingerprint');
  const { foundation, priority, address, port } = candidate;
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${onlyMid}`,
    `m=video 9 UDP/TLS/RTP/SAVPF ${onlyPayloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${onlyMid}`,
    'a=sendrecv',
    'a=rtcp-mux',
    `a=rtpmap:${onlyPayloadType} VP8/90000`,
    'a=setup:passive', // so the client is the DTLS client
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ host`,
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function isOf(family: IpFamily | undefined, address: string): boolean {
  return family === undefined || address.includes(':') === (family === 'IPv6');
}
