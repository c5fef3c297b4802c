/**
 * That media really flows, for a client that is nothing but this document, a UDP socket and a cryptography library.
 */
import { expect, onTestFinished, test } from 'vitest';
import { camera, microphone, type Publication, simulcastCamera, ssrcOf } from './support/media-parameters.ts';
import { play, type Stream, streamOf, vp8KeyFrame } from './support/media-source.ts';
import { MediaTransport } from './support/media-transport.ts';
import { connected, consumerOf, type JoinOptions, type Member, pairOf } from './support/member.ts';
import type { Consumer, TransportInfo } from './support/shapes.ts';

async function connect(
  { client }: Member,
  info: TransportInfo,
  change = (fingerprint: string) => fingerprint,
): Promise<MediaTransport> {
  const transport = await MediaTransport.open(info);
  onTestFinished(() => transport.close());
  const { role, fingerprints } = transport.dtlsParameters;
  const changed = fingerprints.map(({ algorithm, value }) => ({ algorithm, value: change(value) }));
  await client.request('connectTransport', {
    transportId: transport.transportId,
    dtlsParameters: { role, fingerprints: changed },
  });
  await transport.connect();
  return transport;
}

interface Call {
  ann: Member;
  bob: Member;
  sending: MediaTransport;
  receiving: MediaTransport;
}

/** Ann can send, Bob can receive. */
async function call(bobs: JoinOptions = {}): Promise<Call> {
  const { ann, bob } = await pairOf({}, bobs);
  const sending = await connect(ann, ann.media.sendTransport);
  const receiving = await connect(bob, bob.media.recvTransport);
  return { ann, bob, sending, receiving };
}

/** Publishes and plays: everything is marked with the source's name. Bob's consumer is started. */
async function show({ ann, bob, sending }: Call, publication: Publication): Promise<Consumer> {
  await ann.client.request('publish', publication);
  onTestFinished(play(sending, [streamOf(publication, publication.source)]));
  return start(bob, publication.producerId);
}

async function start(member: Member, producerId: string): Promise<Consumer> {
  const consumer = await consumerOf(member, producerId);
  await member.client.request('startConsumers', { consumerIds: [consumer.consumerId] });
  return consumer;
}

/** Packets of the consumer that have come. */
function received(transport: MediaTransport, { rtpParameters }: Consumer) {
  return transport.rtp.filter(({ header }) => header.ssrc === rtpParameters.encodings[0]?.ssrc);
}

/** Waits for some packets more than there are now. */
async function more(transport: MediaTransport, consumer: Consumer, count = 5): Promise<void> {
  const wanted = received(transport, consumer).length + count;
  await transport.until(`media of ${consumer.source}`, () => received(transport, consumer).length >= wanted);
}

test.each([
  ['Opus', microphone],
  ['VP8', camera],
])('%s arrives as the consumer says: its SSRC, its payload type, its mid', async (_codec, make) => {
  const scene = await call();
  const publication = make();
  const consumer = await show(scene, publication);
  await more(scene.receiving, consumer);
  const { codecs, headerExtensions, mid } = consumer.rtpParameters;
  const midId = headerExtensions?.find(({ uri }) => uri.endsWith('sdes:mid'))?.id;
  const packets = received(scene.receiving, consumer);
  for (const { header, payload } of packets) {
    expect(header.payloadType).toBe(codecs[0]?.payloadType);
    expect(String(payload)).toContain(publication.source);
    expect(String(header.extensions.find(({ id }) => id === midId)?.payload)).toBe(mid);
  }
  const numbers = packets.map(({ header }) => header.sequenceNumber);
  expect(numbers).toEqual(numbers.map((_, index) => ((numbers[0] ?? 0) + index) % 2 ** 16));
});

test('a fingerprint may be in lower case', async () => {
  const { ann, bob } = await pairOf();
  const sending = await connect(ann, ann.media.sendTransport, value => value.toLowerCase());
  const receiving = await connect(bob, bob.media.recvTransport, value => value.toLowerCase());
  await more(receiving, await show({ ann, bob, sending, receiving }, microphone()));
});

test('sound and picture of one peer at once', async () => {
  const scene = await call();
  const consumers = [await show(scene, microphone()), await show(scene, camera())];
  for (const consumer of consumers) await more(scene.receiving, consumer);
});

test('nothing comes before a consumer is started', async () => {
  const scene = await call();
  const [early, late] = [microphone(), camera()];
  await scene.ann.client.request('publish', late);
  onTestFinished(play(scene.sending, [streamOf(late, 'camera')]));
  const waiting = await consumerOf(scene.bob, late.producerId);
  await more(scene.receiving, await show(scene, early), 20); // as long as 20 packets of something else take
  expect(received(scene.receiving, waiting)).toEqual([]);
  await start(scene.bob, late.producerId);
  await more(scene.receiving, waiting);
});

test('a paused producer is not forwarded, whatever arrives; a resumed one is', async () => {
  const scene = await call();
  const [muted, witness] = [microphone(), camera()];
  const consumer = await show(scene, muted);
  const other = await show(scene, witness);
  await more(scene.receiving, consumer);

  await scene.ann.client.request('pauseProducer', { producerId: muted.producerId });
  await more(scene.receiving, other); // what was under way has arrived
  const before = received(scene.receiving, consumer).length;
  await more(scene.receiving, other, 20);
  expect(received(scene.receiving, consumer)).toHaveLength(before);

  await scene.ann.client.request('resumeProducer', { producerId: muted.producerId });
  await more(scene.receiving, consumer);
});

test('a tile of 0 x 0 gets nothing; given a size, it gets its picture back', async () => {
  const scene = await call();
  const [shown, witness] = [camera(), microphone()];
  const consumer = await show(scene, shown);
  const other = await show(scene, witness);
  await more(scene.receiving, consumer);
  const { producerId } = shown;
  const tile = (width: number, height: number) => ({
    interest: { audio: 'all', video: [{ producerId, width, height }], otherVideo: null },
  });

  await scene.bob.client.request('setInterest', tile(0, 0));
  await more(scene.receiving, other);
  const before = received(scene.receiving, consumer).length;
  await more(scene.receiving, other, 20);
  expect(received(scene.receiving, consumer)).toHaveLength(before);

  await scene.bob.client.request('setInterest', tile(640, 360));
  await more(scene.receiving, consumer);
});

test('the publisher is asked for a key frame when somebody starts to watch', async () => {
  const scene = await call();
  const publication = camera();
  await scene.ann.client.request('publish', publication);
  onTestFinished(play(scene.sending, [streamOf(publication, 'camera')]));
  await more(scene.receiving, await show(scene, microphone())); // by now the picture flows to the server as well
  await start(scene.bob, publication.producerId);
  // PLI or FIR: payload-specific feedback (RFC 4585) about the stream that is published.
  const asked = () =>
    scene.sending.rtcp.some(
      packet =>
        packet.type === 206 && 'feedback' in packet && packet.feedback.mediaSsrc === ssrcOf(publication),
    );
  await scene.sending.until('a request for a key frame', asked);
});

function simulcastStreams(publication: Publication): Stream[] {
  return ['q', 'h', 'f'].map((rid, index) => ({
    ssrc: 70_000 + index,
    mid: String(publication.rtpParameters.mid),
    rid,
    payloadType: 96,
    ticks: 1800,
    payload: vp8KeyFrame(`layer ${rid}`),
  }));
}

test('of simulcast known by RIDs, a small tile gets the smallest layer', async () => {
  const small = { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };
  const scene = await call({ interest: small });
  const publication = simulcastCamera();
  await scene.ann.client.request('publish', publication);
  onTestFinished(play(scene.sending, simulcastStreams(publication)));
  const consumer = await start(scene.bob, publication.producerId);
  await more(scene.receiving, consumer, 20);
  for (const { payload } of received(scene.receiving, consumer)) expect(String(payload)).toContain('layer q');
  const signal = await scene.bob.client.notified('consumerLayers', ({ layers: now }) => now?.spatial === 0);
  expect(signal.consumerId).toBe(consumer.consumerId);
});

test('of simulcast, a large tile gets a larger layer', async () => {
  const scene = await call({
    interest: { audio: 'all', video: [], otherVideo: { width: 1280, height: 720 } },
  });
  const publication = simulcastCamera();
  await scene.ann.client.request('publish', publication);
  onTestFinished(play(scene.sending, simulcastStreams(publication)));
  const consumer = await start(scene.bob, publication.producerId);
  await scene.bob.client.notified('consumerLayers', ({ layers }) => layers?.spatial === 2);
  const isLargest = () =>
    received(scene.receiving, consumer).some(({ payload }) => String(payload).includes('layer f'));
  await scene.receiving.until('a packet of the largest layer', isLargest);
});

test('who is heard is told to everybody, and that it falls silent', async () => {
  const scene = await call();
  const publication = microphone();
  await scene.ann.client.request('publish', publication);
  const stop = play(scene.sending, [{ ...streamOf(publication, 'speech'), level: 10 }]);
  onTestFinished(stop);
  for (const { client } of [scene.ann, scene.bob]) {
    const { levels } = await client.notified('speakers', ({ dominant }) => dominant === scene.ann.peerId);
    expect(levels).toEqual([{ peerId: scene.ann.peerId, source: 'microphone', volume: -10 }]);
  }
  stop();
  await scene.bob.client.notified('speakers', ({ levels }) => levels.length === 0);
});

test('after restartIce media goes on from another address, in both directions', async () => {
  const scene = await call();
  const consumer = await show(scene, camera());
  await more(scene.receiving, consumer);
  for (const [member, transport] of [
    [scene.ann, scene.sending],
    [scene.bob, scene.receiving],
  ] as const) {
    const { iceParameters } = await member.client.request('restartIce', {
      transportId: transport.transportId,
    });
    await transport.move(iceParameters);
    await more(scene.receiving, consumer);
  }
});

test('what ends, ends for the receiver', async () => {
  const scene = await call();
  const [gone, witness] = [camera(), microphone()];
  const consumer = await show(scene, gone);
  const other = await show(scene, witness);
  await more(scene.receiving, consumer);
  await scene.ann.client.request('unpublish', { producerId: gone.producerId });
  await scene.bob.client.notified('consumersRemoved');
  await more(scene.receiving, other);
  const before = received(scene.receiving, consumer).length;
  await more(scene.receiving, other, 20);
  expect(received(scene.receiving, consumer)).toHaveLength(before);
});

test('sockets that break, of both sides, cost not one packet: neither while they are gone nor when they are back', async () => {
  const scene = await call();
  const { ann, bob, receiving } = scene;
  const consumer = await show(scene, microphone());
  await more(receiving, consumer);
  for (const member of [ann, bob]) {
    member.client.socket.terminate();
    await member.client.closed;
  }
  await more(receiving, consumer, 50);
  for (const { resumeToken } of [ann, bob]) {
    const client = await connected();
    await client.request('resume', { resumeToken, seq: 0 });
  }
  await more(receiving, consumer, 50);
  const numbers = received(receiving, consumer).map(({ header }) => header.sequenceNumber);
  const gaps = numbers.slice(1).filter((number, at) => number !== ((numbers[at] ?? 0) + 1) % 2 ** 16);
  expect(gaps).toEqual([]);
});

test('what is published goes on in a generation that its client asks for, under the same id, and no event says so', async () => {
  const scene = await call();
  const { ann, bob, receiving } = scene;
  const publication = microphone();
  const old = await show(scene, publication);
  await more(receiving, old);
  const before = bob.client.notifications('event').length;
  await ann.client.request('renewMedia', { generation: ann.media.generation });
  const renewed = await ann.client.notified('mediaRenewed');
  expect(renewed.generation).toBe(ann.media.generation + 1);
  await bob.client.notified('consumersRemoved');
  const sending = await connect(ann, renewed.sendTransport);
  await ann.client.request('publish', publication);
  onTestFinished(play(sending, [streamOf(publication, publication.source)]));
  const isNew = ({ consumerId }: Consumer) => consumerId !== old.consumerId;
  const added = await bob.client.notified('consumersAdded', ({ consumers }) => consumers.some(isNew));
  const consumer = added.consumers.find(isNew) ?? old;
  await bob.client.request('startConsumers', { consumerIds: [consumer.consumerId] });
  await more(receiving, consumer);
  expect(bob.client.notifications('event')).toHaveLength(before);
  // Asked for again it is not the latest any more.
  await ann.client.request('renewMedia', { generation: ann.media.generation });
  expect(ann.client.notifications('mediaRenewed')).toHaveLength(1);
});
