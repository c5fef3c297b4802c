/** PROTOCOL.md, "Checking a connection": probes with werift's data channels, what is said on them, and reports. */
import { expect, onTestFinished, test } from 'vitest';
import { type RTCDataChannel, RTCPeerConnection } from 'werift';
import type { Client } from './support/client.ts';
import { connected, joined } from './support/member.ts';
import { dataAnswerTo, dtlsParametersOf } from './support/sdp.ts';
import type { Results } from './support/shapes.ts';

const within = { timeout: 15_000 };

interface Answer {
  type: string;
  serial: number;
  messages?: number;
  bytes?: number;
  at?: number;
  reason?: string;
  detail?: string;
}

interface Connected {
  connection: RTCPeerConnection;
  ordered: RTCDataChannel;
  lossy: RTCDataChannel;
  answers: Answer[];
  /** Bytes of each message by `lossy`. */
  packets: number[];
}

/** Connects to a probe as the document says, by the candidates of its transport with this protocol. */
async function connect(client: Client, probe: Results['probe']): Promise<Connected> {
  const { probeId, transport, data } = probe;
  const connection = new RTCPeerConnection({ iceServers: [] }); // werift's own default is a server on the internet
  onTestFinished(() => connection.close());
  const open = (id: number, how: object) =>
    connection.createDataChannel('', { negotiated: true, id, ...how });
  const ordered = open(data.streams.ordered, {});
  const lossy = open(data.streams.lossy, { ordered: false, maxRetransmits: 0 });
  const answers: Answer[] = [];
  const packets: number[] = [];
  ordered.onMessage.subscribe(message => answers.push(JSON.parse(String(message))));
  lossy.onMessage.subscribe(message => packets.push(message.length));
  await connection.setLocalDescription(await connection.createOffer());
  const offer = connection.localDescription?.sdp ?? '';
  await client.request('connectProbe', { probeId, dtlsParameters: dtlsParametersOf(offer) });
  await connection.setRemoteDescription({ type: 'answer', sdp: dataAnswerTo(offer, transport, data) });
  await expect.poll(() => [ordered.readyState, lossy.readyState], within).toEqual(['open', 'open']);
  return { connection, ordered, lossy, answers, packets };
}

async function answerTo({ ordered, answers }: Connected, command: object): Promise<Answer> {
  const before = answers.length;
  ordered.send(JSON.stringify(command));
  await expect.poll(() => answers.length, within).toBeGreaterThan(before);
  return answers[before] ?? { type: '', serial: 0 };
}

test('a probe answers, before joining and after, and names no server that it has not', async () => {
  const { client } = await joined();
  for (const each of [await connected(), client]) {
    const probe = await each.request('probe');
    expect(probe.transport.iceCandidates.length).toBeGreaterThan(0);
    for (const { username } of probe.iceServers)
      expect(username).toMatch(new RegExp(`^\\d+:${probe.probeId}$`));
    const talk = await connect(each, probe);
    expect(await answerTo(talk, { type: 'echo', serial: 7 })).toEqual({ type: 'echo', serial: 7 });
  }
});

test('what is sent by the lossy channel is counted', async () => {
  const client = await connected();
  const talk = await connect(client, await client.request('probe'));
  const none = await answerTo(talk, { type: 'count', serial: 1 });
  expect(none).toEqual({ type: 'counted', serial: 1, messages: 0, bytes: 0, at: expect.any(Number) });
  for (let count = 0; count < 20; count += 1) talk.lossy.send(Buffer.alloc(500));
  let serial = 1;
  const counted = async () => (await answerTo(talk, { type: 'count', serial: ++serial })).messages;
  await expect.poll(counted, within).toBe(20);
  const all = await answerTo(talk, { type: 'count', serial: 99 });
  expect([all.bytes, (all.at ?? 0) > (none.at ?? 0)]).toEqual([10_000, true]);
});

test('what is ordered comes by the lossy channel, evenly', async () => {
  const client = await connected();
  const talk = await connect(client, await client.request('probe'));
  const beganAt = performance.now();
  const order = { type: 'send', serial: 5, messages: 20, bytes: 900, perSecond: 40 };
  expect(await answerTo(talk, order)).toEqual({ type: 'sending', serial: 5 });
  await expect.poll(() => talk.answers.at(-1), within).toEqual({ type: 'sent', serial: 5 });
  expect(performance.now() - beganAt).toBeGreaterThan(400);
  await expect.poll(() => talk.packets, within).toEqual(Array(20).fill(900));
});

test('what makes no sense is refused, and the probe goes on', async () => {
  const client = await connected();
  const talk = await connect(client, await client.request('probe'));
  const refused = { type: 'refused', reason: 'invalid-params' };
  expect(await answerTo(talk, {})).toMatchObject({ ...refused, detail: expect.stringMatching(/^type:/) });
  expect(await answerTo(talk, { type: 'echo' })).toMatchObject({ detail: expect.stringMatching(/^serial:/) });
  const tooMany = { type: 'send', serial: 1, messages: 2_001, bytes: 1_000, perSecond: 1_000 };
  expect(await answerTo(talk, tooMany)).toMatchObject({
    ...refused,
    detail: expect.stringMatching(/^messages:/),
  });
  talk.ordered.send('no JSON');
  await expect
    .poll(() => talk.answers.at(-1), within)
    .toMatchObject({ type: 'refused', reason: 'parse-error' });
  expect(await answerTo(talk, { type: 'echo', serial: 8 })).toEqual({ type: 'echo', serial: 8 });
});

test('one that commands without end is closed', async () => {
  const client = await connected();
  const { probeId, ...probe } = await client.request('probe');
  const { ordered } = await connect(client, { probeId, ...probe });
  for (let serial = 0; serial < 400; serial += 1) ordered.send(JSON.stringify({ type: 'echo', serial }));
  const dtlsParameters = {
    fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
  };
  const outcome = async () => {
    const { error } = await client.answer(client.send('connectProbe', { probeId, dtlsParameters }));
    return error?.data.reason;
  };
  await expect.poll(outcome, within).toBe('not-found');
});

test('a probe is of its session: nobody else connects or closes it', async () => {
  const [ann, eve] = [await connected(), await connected()];
  const probe = await ann.request('probe');
  const { probeId } = probe;
  const dtlsParameters = { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] };
  expect(await eve.refusal('connectProbe', { probeId, dtlsParameters })).toMatchObject({
    reason: 'not-found',
    field: 'probeId',
  });
  expect(await eve.request('closeProbe', { probeId })).toEqual({});
  const talk = await connect(ann, probe);
  expect(await ann.request('connectProbe', { probeId, dtlsParameters })).toEqual({}); // changes nothing
  expect(await answerTo(talk, { type: 'echo', serial: 1 })).toEqual({ type: 'echo', serial: 1 });
  expect(await ann.request('closeProbe', { probeId })).toEqual({});
  expect(await ann.request('closeProbe', { probeId })).toEqual({});
  expect(await ann.refusal('connectProbe', { probeId, dtlsParameters })).toMatchObject({
    reason: 'not-found',
  });
});

test('a session has eight at a time', async () => {
  const client = await connected();
  const probeIds: string[] = [];
  for (let count = 0; count < 8; count += 1) probeIds.push((await client.request('probe')).probeId);
  expect(await client.refusal('probe')).toMatchObject({ reason: 'rate-limited' });
  await client.request('closeProbe', { probeId: probeIds[0] });
  expect((await client.request('probe')).probeId).toBeTypeOf('string');
});

test('a report is kept under an id that can be read out', async () => {
  const client = await connected();
  const report = {
    verdict: 'no-media',
    browser: 'werift',
    socketRoundTripMs: null,
    ways: [{ way: 'udp', url: null, outcome: 'fails', connectMs: null, roundTripMs: null }],
    loss: { up: null, down: null },
    bandwidth: { up: null, down: null },
    microphone: 'untried',
    camera: 'untried',
  };
  const [one, other] = [
    await client.request('reportCheck', { report }),
    await client.request('reportCheck', { report }),
  ];
  expect(one.checkId).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(other.checkId).not.toBe(one.checkId);
});
