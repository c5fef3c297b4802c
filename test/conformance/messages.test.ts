/** PROTOCOL.md, "Messages": data channels of werift, negotiated as the document says, and what the server makes of each message. */
import { expect, onTestFinished, test } from 'vitest';
import { type RTCDataChannel, RTCPeerConnection } from 'werift';
import { joined, type Member, pairOf } from './support/member.ts';
import { dataAnswerTo, dataOfferOf, dtlsParametersOf } from './support/sdp.ts';
import type { DataInfo, TransportInfo } from './support/shapes.ts';

const within = { timeout: 15_000 };
const withData = { data: true };

function peerConnection(): RTCPeerConnection {
  const connection = new RTCPeerConnection({ iceServers: [] }); // werift's own default is a server on the internet
  onTestFinished(() => connection.close());
  return connection;
}

function dataOf({ media }: Member): DataInfo {
  if (!media.data) throw new Error('joined without data');
  return media.data;
}

async function connect({ client }: Member, { transportId }: TransportInfo, connection: RTCPeerConnection) {
  const sdp = connection.localDescription?.sdp ?? '';
  await client.request('connectTransport', { transportId, dtlsParameters: dtlsParametersOf(sdp) });
}

/** A data channel to send on, which the server knows as `channel`. */
async function sender(member: Member, channel = 'ordered', streamId = 3): Promise<RTCDataChannel> {
  const connection = peerConnection();
  const { sendTransport } = member.media;
  const data = connection.createDataChannel(channel, { negotiated: true, id: streamId });
  await connection.setLocalDescription(await connection.createOffer());
  await connect(member, sendTransport, connection);
  const sdp = dataAnswerTo(connection.localDescription?.sdp ?? '', sendTransport, dataOf(member));
  await connection.setRemoteDescription({ type: 'answer', sdp });
  await member.client.request('publishData', { channel, streamId });
  await expect.poll(() => data.readyState, within).toBe('open');
  return data;
}

/** What comes for a member, in order, from both channels. */
async function inboxOf(member: Member): Promise<(string | Buffer)[]> {
  const connection = peerConnection();
  const { recvTransport } = member.media;
  const inbox: (string | Buffer)[] = [];
  const { ordered, lossy } = dataOf(member).streams;
  for (const id of [ordered, lossy]) {
    const data = connection.createDataChannel(String(id), { negotiated: true, id });
    data.onMessage.subscribe(message => inbox.push(message));
  }
  const offer = { type: 'offer', sdp: dataOfferOf(recvTransport, dataOf(member)) } as const;
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription(await connection.createAnswer());
  await connect(member, recvTransport, connection);
  return inbox;
}

test('text and bytes go to the others, in order, with their sender, also what was sent before they listened', async () => {
  const { ann, bob } = await pairOf(withData, withData);
  const data = await sender(ann);
  data.send('{}\nhello');
  data.send(Buffer.from('{}\n\u0000\n'));
  data.send(`{"to":["${bob.peerId}"]}\nyou alone`);
  const inbox = await inboxOf(bob);
  const header = `{"from":"${ann.peerId}"}\n`;
  await expect
    .poll(() => inbox, within)
    .toEqual([`${header}hello`, Buffer.from(`${header}\u0000\n`), `${header}you alone`]);
});

test('who does not ask for data is given none, and may not send', async () => {
  const member = await joined();
  expect(member.media.data).toBeUndefined();
  const refusal = await member.client.refusal('publishData', { channel: 'ordered', streamId: 0 });
  expect(refusal.reason).toBe('unsupported');
});

test('publishData can be repeated and replaced; a stream has one channel, and its id has bounds', async () => {
  const { client } = await joined(withData);
  await client.request('publishData', { channel: 'ordered', streamId: 0 });
  await client.request('publishData', { channel: 'ordered', streamId: 0 });
  await client.request('publishData', { channel: 'ordered', streamId: 1023 });
  const taken = await client.refusal('publishData', { channel: 'lossy', streamId: 1023 });
  expect(taken).toMatchObject({ reason: 'conflict', field: 'streamId' });
  await client.request('publishData', { channel: 'lossy', streamId: 0 });
  for (const streamId of [-1, 1024, 65_535, 1.5, '0', null]) {
    const refusal = await client.refusal('publishData', { channel: 'ordered', streamId });
    expect(refusal).toMatchObject({ reason: 'invalid-params', field: 'streamId' });
  }
});

test('the sender is told what is malformed, too large, or for nobody', async () => {
  const { ann } = await pairOf(withData, withData);
  const data = await sender(ann, 'lossy');
  data.send('no header');
  await expect
    .poll(() => ann.client.notifications('messagesRefused'), within)
    .toMatchObject([{ channel: 'lossy', reason: 'malformed', count: 1 }]);
  data.send('{"to":["nobody"]}\nhello');
  data.send(`{}\n${'x'.repeat(ann.hello.limits.data.messageBytes + 1)}`);
  const reasons = () => ann.client.notifications('messagesRefused').map(({ reason }) => reason);
  await expect.poll(reasons, within).toEqual(['malformed', 'no-such-peer', 'too-large']);
});

test('a flood is held back, the sender is told, and the others are served as before', async () => {
  const { ann, bob } = await pairOf(withData, withData);
  const [data, other] = await Promise.all([sender(ann), sender(bob)]);
  const inbox = await inboxOf(ann);
  const { messages } = ann.hello.limits.data;
  for (let sent = 0; sent < messages * 1.5; sent += 1) data.send('{}\nx');
  await expect
    .poll(
      () => ann.client.notifications('messagesRefused').some(({ reason }) => reason === 'rate-limited'),
      within,
    )
    .toBe(true);
  other.send('{}\nstill here');
  await expect.poll(() => inbox, within).toEqual([`{"from":"${bob.peerId}"}\nstill here`]);
});

test('a receiver that takes nothing is told what did not fit any more', async () => {
  const { ann, bob } = await pairOf(withData, withData);
  const data = await sender(ann);
  const large = `{}\n${'x'.repeat(ann.hello.limits.data.messageBytes)}`;
  for (let sent = 0; sent < 40; sent += 1) data.send(large);
  await expect
    .poll(() => bob.client.notifications('messagesLost')[0], within)
    .toMatchObject({
      channel: 'ordered',
      reason: 'buffer-full',
      count: 1,
    });
  expect(ann.client.notifications('messagesRefused')).toEqual([]);
});
