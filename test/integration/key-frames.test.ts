/**
 * No black tile: whenever a receiver needs a whole picture to begin with, the worker asks the publisher for one. Real RTP over
 * DTLS and SRTP, and the requests as the worker itself reports them.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { TransportInfo } from '../../server/protocol/rtp.ts';
import { camera } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import { MediaTransport } from '../conformance/support/media-transport.ts';
import { consumerOf, join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';
import type { WsClient } from '../support/ws-client.ts';

async function connect(client: WsClient, info: TransportInfo): Promise<MediaTransport> {
  const transport = await MediaTransport.open(info);
  onTestFinished(() => transport.close());
  const { fingerprints } = transport.dtlsParameters;
  const [first] = fingerprints.filter(({ algorithm }) => algorithm === 'sha-256');
  if (!first) throw new Error('no fingerprint');
  await client.request('connectTransport', {
    transportId: info.transportId,
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: first.value }] },
  });
  await transport.connect();
  return transport;
}

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
