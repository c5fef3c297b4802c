/**
 * No black tile: whenever a receiver needs a whole picture to begin with, the worker asks the publisher for one. Real RTP over
 * DTLS and SRTP, and the requests as the worker itself reports them.
 */
import { expect, onTestFinished, test } from 'vitest';
import { PictureLossIndication, type RtcpPacket, RtcpPayloadSpecificFeedback } from 'werift';
import { camera, ssrcOf } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import type { MediaTransport } from '../conformance/support/media-transport.ts';
import { connectMedia as connect } from '../support/connect-media.ts';
import { consumerOf, join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';
import type { WsClient } from '../support/ws-client.ts';

test('a key frame is asked for when a receiver starts, connects, comes back or the publisher un-mutes', async () => {
  const app = await startApp();
  const ann = await join(app, { interest: media.nothing });
  const publication = camera();
  const { producerId } = publication;
  expect((await ann.send('publish', publication)).error).toBeUndefined();
  const sending = await connect(ann, ann.joined.media.sendTransport);
  onTestFinished(play(sending, [streamOf(publication, 'picture')]));

  let asked = 0;
  const [producer] = app.engine.producers;
  await producer?.enableTraceEvent(['pli', 'fir']);
  producer?.on('trace', () => {
    asked += 1;
  });
  await poll('packets arrive', async () =>
    ((await producer?.getStats()) ?? []).some(({ packetCount }) => packetCount > 0),
  );
  /** Runs `action` and waits until the publisher is asked for a key frame that it was not asked for before. */
  const asks = async (what: string, action: () => Promise<unknown>) => {
    const before = asked;
    await action();
    await poll(what, () => asked > before, 5_000);
  };
  const show = (client: WsClient, width: number, height: number) =>
    client.request('setInterest', {
      interest: { audio: 'all', video: [{ producerId, width, height }], otherVideo: null },
    });
  const start = async (client: WsClient) => {
    const { consumerId } = await consumerOf(client, producerId);
    await client.request('startConsumers', { consumerIds: [consumerId] });
  };

  const bob = await join(app);
  await start(bob);
  expect(asked).toBe(0); // nothing can reach it yet
  await asks('its transport connects', () => connect(bob, bob.joined.media.recvTransport));
  await show(bob, 0, 0);
  await asks('its tile is seen again', () => show(bob, 320, 180));
  await ann.request('pauseProducer', { producerId });
  await asks('the publisher un-mutes', () => ann.request('resumeProducer', { producerId }));
  const cy = await join(app);
  await connect(cy, cy.joined.media.recvTransport);
  await asks('a late one starts', () => start(cy));
  expect(app.troubles()).toEqual([]);
});

const receivers = 6;
const askingSeconds = 6;

test('however many receivers ask without end, and however soon they are answered, the publisher is asked twice a second', async () => {
  const app = await startApp();
  const ann = await join(app, { interest: media.nothing });
  const publication = camera();
  expect((await ann.send('publish', publication)).error).toBeUndefined();
  const sending = await connect(ann, ann.joined.media.sendTransport);
  onTestFinished(play(sending, [streamOf(publication, 'picture')])); // every packet is a key frame
  for (let count = 0; count < receivers; count += 1) {
    const bob = await join(app, { name: `Bob ${count}` });
    const { consumerId, rtpParameters } = await consumerOf(bob, publication.producerId);
    await bob.request('startConsumers', { consumerIds: [consumerId] });
    const receiving = await connect(bob, bob.joined.media.recvTransport);
    const ssrc = rtpParameters.encodings[0]?.ssrc ?? 0;
    await receiving.until('the picture', () => receiving.rtp.length > 0);
    const timer = setInterval(() => receiving.sendRtcp(keyFrameRequest(ssrc, count % 2 === 0)), 10);
    onTestFinished(() => clearInterval(timer));
  }

  const from = performance.now();
  const before = requests(sending);
  await poll('some time', () => performance.now() - from > askingSeconds * 1_000);
  const perSecond = (requests(sending) - before) / ((performance.now() - from) / 1_000);
  expect(perSecond).toBeGreaterThan(1);
  expect(perSecond).toBeLessThanOrEqual(2.2); // one more at either end of the time
  expect(sending.rtcp.flatMap(asksFor)).toContain(ssrcOf(publication));
  expect(app.troubles()).toEqual([]);
});

let fir = 0;

/** A PLI or an FIR (RFC 5104, section 4.3.1), as a receiver sends it. */
function keyFrameRequest(ssrc: number, isPli: boolean): { serialize(): Buffer } {
  if (isPli) {
    const feedback = new PictureLossIndication({ senderSsrc: 1, mediaSsrc: ssrc });
    return new RtcpPayloadSpecificFeedback({ feedback });
  }
  const packet = Buffer.alloc(20);
  packet.set([0x84, 206, 0, 4]); // version 2, FIR; four more words
  packet.writeUInt32BE(1, 4);
  packet.writeUInt32BE(ssrc, 12);
  fir = (fir + 1) % 256; // a number that was there before is a repetition
  packet.writeUInt8(fir, 16);
  return { serialize: () => packet };
}

/** The streams of which a publisher is asked for a key frame. */
function asksFor(packet: RtcpPacket): number[] {
  if (!(packet instanceof RtcpPayloadSpecificFeedback)) return [];
  const { feedback } = packet;
  if (feedback instanceof PictureLossIndication) return [feedback.mediaSsrc];
  return 'fir' in feedback ? feedback.fir.map(({ ssrc }) => ssrc) : [];
}

function requests({ rtcp }: MediaTransport): number {
  return rtcp.flatMap(asksFor).length;
}
