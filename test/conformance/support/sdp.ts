/**
 * PROTOCOL.md, "With a library that speaks SDP": the answer that a publishing library is given, the offer that a receiving one is
 * given, and what is read from a library's own description. Text in, text out.
 */
import type { Consumer, DataInfo, TransportInfo } from './shapes.ts';

const head = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=ice-lite'];

/** One `m=` section of a library's offer, as far as `publish` needs it. */
export interface Section {
  kind: string;
  mid: string;
  payloadType: number;
  ssrc: number;
  cname: string;
  headerExtensions: { id: number; uri: string }[];
}

export function sectionsOf(offer: string): Section[] {
  return offer
    .split(/^(?=m=)/m)
    .slice(1)
    .map(text => ({
      kind: one(text, /^m=(\w+)/),
      mid: one(text, /^a=mid:(\S+)/m),
      payloadType: Number(one(text, /^a=rtpmap:(\d+)/m)),
      ssrc: Number(one(text, /^a=ssrc:(\d+)/m)),
      cname: one(text, /^a=ssrc:\d+ cname:(\S+)/m),
      headerExtensions: [...text.matchAll(/^a=extmap:(\d+) (\S+)/gm)].map(([, id, uri = '']) => ({
        id: Number(id),
        uri,
      })),
    }));
}

/** For `connectTransport`: the library is told to be, or says that it is, the DTLS client. */
export function dtlsParametersOf(description: string) {
  return {
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: one(description, /^a=fingerprint:sha-256 (\S+)/m) }],
  };
}

/** The server's answer to `offer`: the same sections, received. */
export function answerTo(offer: string, transport: TransportInfo): string {
  const sections = offer.split(/^(?=m=)/m).slice(1);
  const mids = sectionsOf(offer).map(({ mid }) => mid);
  const mirrored = /^(m=|a=(mid|rtpmap|fmtp|rtcp-fb|extmap):).*$/gm;
  return lines(
    ...head,
    `a=group:BUNDLE ${mids.join(' ')}`,
    'a=msid-semantic: WMS *',
    ...sections.flatMap(section => {
      const [media = '', ...attributes] = section.match(mirrored) ?? [];
      return [media.trim(), 'c=IN IP4 0.0.0.0', ...attributes.map(line => line.trim()), 'a=recvonly'].concat(
        transportLines(transport, 'passive'),
      );
    }),
  );
}

/** The server's offer: one section per consumer. */
export function offerOf(consumers: Consumer[], transport: TransportInfo): string {
  const mids = consumers.map(({ rtpParameters }) => rtpParameters.mid);
  return lines(
    ...head,
    `a=group:BUNDLE ${mids.join(' ')}`,
    'a=msid-semantic: WMS *',
    ...consumers.flatMap(consumer => [...consumerLines(consumer), ...transportLines(transport, 'actpass')]),
  );
}

/** The server's answer to an offer of data channels alone. */
export function dataAnswerTo(offer: string, transport: TransportInfo, data: DataInfo): string {
  return lines(...head, ...dataLines(one(offer, /^a=mid:(\S+)/m), transport, data, 'passive'));
}

/** The server's offer of data channels alone. */
export function dataOfferOf(transport: TransportInfo, data: DataInfo): string {
  return lines(...head, ...dataLines('data', transport, data, 'actpass'));
}

function dataLines(mid: string, transport: TransportInfo, data: DataInfo, setup: string): string[] {
  const { sctpPort, maxMessageSize } = data;
  return [
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=sctp-port:${sctpPort}`,
    `a=max-message-size:${maxMessageSize}`,
    ...transportLines(transport, setup).filter(line => !line.startsWith('a=rtcp')),
  ];
}

function consumerLines({ kind, peerId, producerId, rtpParameters }: Consumer): string[] {
  const { mid, codecs, headerExtensions = [], encodings, rtcp } = rtpParameters;
  const names = codecs.map(({ payloadType, mimeType, clockRate, channels }) => {
    const name = mimeType.slice(mimeType.indexOf('/') + 1);
    return `a=rtpmap:${payloadType} ${name}/${clockRate}${channels === 2 ? '/2' : ''}`;
  });
  const feedback = codecs.flatMap(({ payloadType, rtcpFeedback = [] }) =>
    rtcpFeedback.map(({ type, parameter }) => `a=rtcp-fb:${payloadType} ${type} ${parameter ?? ''}`.trim()),
  );
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${codecs.map(({ payloadType }) => payloadType).join(' ')}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=sendonly',
    ...names,
    ...feedback,
    ...headerExtensions.map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    `a=ssrc:${encodings[0]?.ssrc} cname:${rtcp?.cname}`,
    `a=msid:${peerId} ${producerId}`,
  ];
}

function transportLines(
  { iceParameters, iceCandidates, dtlsParameters }: TransportInfo,
  setup: string,
): string[] {
  const sha256 = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  return [
    'a=rtcp-mux',
    'a=rtcp-rsize',
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${sha256?.value}`,
    `a=setup:${setup}`,
    ...iceCandidates.map(({ foundation, protocol, priority, address, port, type, tcpType }) =>
      `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}`.concat(
        tcpType ? ` tcptype ${tcpType}` : '',
      ),
    ),
    'a=end-of-candidates',
  ];
}

function lines(...all: string[]): string {
  return `${all.join('\r\n')}\r\n`;
}

function one(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${pattern} in:\n${text}`);
  return found;
}
