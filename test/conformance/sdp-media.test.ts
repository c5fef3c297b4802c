/**
 * PROTOCOL.md, "With a library that speaks SDP": a peer connection of werift publishes and another receives, with the descriptions
 * that the document says how to write.
 */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  useSdesMid,
} from 'werift';
import { vp8KeyFrame } from './support/media-source.ts';
import { consumerOf, type Member, pairOf } from './support/member.ts';
import { answerTo, dtlsParametersOf, offerOf, type Section, sectionsOf } from './support/sdp.ts';
import type { Consumer } from './support/shapes.ts';

const opus = new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 });
const vp8 = new RTCRtpCodecParameters({
  mimeType: 'video/VP8',
  clockRate: 90_000,
  rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
});

function peerConnection(): RTCPeerConnection {
  const connection = new RTCPeerConnection({
    iceServers: [], // werift's own default is a server on the internet
    codecs: { audio: [opus], video: [vp8] },
    headerExtensions: { audio: [useSdesMid()], video: [useSdesMid()] },
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** Publishes microphone and camera of a library's own offer, and plays. Returns the producer ids. */
async function publish({ client, media }: Member): Promise<string[]> {
  const connection = peerConnection();
  const tracks = [new MediaStreamTrack({ kind: 'audio' }), new MediaStreamTrack({ kind: 'video' })];
  for (const track of tracks) connection.addTransceiver(track, { direction: 'sendonly' });
  await connection.setLocalDescription(await connection.createOffer());
  const sdp = descriptionOf(connection);
  const { transportId } = media.sendTransport;
  await client.request('connectTransport', { transportId, dtlsParameters: dtlsParametersOf(sdp) });
  const publications = sectionsOf(sdp).map(publicationOf);
  for (const publication of publications) await client.request('publish', publication);
  await connection.setRemoteDescription({ type: 'answer', sdp: answerTo(sdp, media.sendTransport) });
  onTestFinished(play(tracks));
  return publications.map(({ producerId }) => producerId);
}

function descriptionOf({ localDescription }: RTCPeerConnection): string {
  if (!localDescription) throw new Error('the library has no description of its own');
  return localDescription.sdp;
}

function publicationOf({ kind, mid, payloadType, ssrc, cname, headerExtensions }: Section) {
  const codec =
    kind === 'audio'
      ? { mimeType: 'audio/opus', payloadType, clockRate: 48_000, channels: 2 }
      : { mimeType: 'video/VP8', payloadType, clockRate: 90_000, rtcpFeedback: vp8.rtcpFeedback };
  return {
    producerId: randomUUID(),
    source: kind === 'audio' ? 'microphone' : 'camera',
    paused: false,
    rtpParameters: {
      mid,
      codecs: [codec],
      headerExtensions,
      encodings: [{ ssrc }],
      rtcp: { cname, reducedSize: true, mux: true },
    },
  };
}

function play(tracks: MediaStreamTrack[]): () => void {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    for (const track of tracks) {
      const header = new RtpHeader({ sequenceNumber: count, timestamp: count * 960, marker: true });
      track.writeRtp(new RtpPacket(header, vp8KeyFrame(track.kind)));
    }
  }, 20);
  return () => clearInterval(timer);
}

/** Receives the consumers with a library's own answer. Resolves when packets of each have come. */
async function receive({ client, media }: Member, consumers: Consumer[]): Promise<Map<string, RtpPacket[]>> {
  const connection = peerConnection();
  const received = new Map<string, RtpPacket[]>();
  connection.onTrack.subscribe(track => {
    const packets: RtpPacket[] = [];
    received.set(track.kind, packets);
    track.onReceiveRtp.subscribe(packet => packets.push(packet));
  });
  await connection.setRemoteDescription({ type: 'offer', sdp: offerOf(consumers, media.recvTransport) });
  await connection.setLocalDescription(await connection.createAnswer());
  const sdp = descriptionOf(connection);
  expect(sdp).toContain('a=setup:active');
  const { transportId } = media.recvTransport;
  await client.request('connectTransport', { transportId, dtlsParameters: dtlsParametersOf(sdp) });
  await client.request('startConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
  const counts = () => ['audio', 'video'].map(kind => (received.get(kind)?.length ?? 0) >= 5);
  await expect.poll(counts, { timeout: 15_000 }).toEqual([true, true]);
  return received;
}

test('a library that speaks SDP publishes, and another receives', { timeout: 30_000 }, async () => {
  const { ann, bob } = await pairOf();
  const ids = await publish(ann);
  const consumers = await Promise.all(ids.map(id => consumerOf(bob, id)));
  const received = await receive(bob, consumers);
  for (const { kind, rtpParameters } of consumers) {
    const packets = received.get(kind) ?? [];
    for (const { header, payload } of packets) {
      expect(header.ssrc).toBe(rtpParameters.encodings[0]?.ssrc);
      expect(header.payloadType).toBe(rtpParameters.codecs[0]?.payloadType);
      expect(String(payload)).toContain(kind);
    }
  }
});
