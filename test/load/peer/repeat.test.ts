/** The same seed makes the same traffic: the same SSRCs, sequence numbers, timestamps and bytes, in the same order. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { createSlimTransport } from '../transport/slim/slim-transport.ts';
import type { CreateTransport, SentStreamOptions } from '../transport/transport.ts';
import { newLoadPeer } from './support/new-load-peer.ts';

/** Packets of each stream that are compared: about a second, before the server says what nobody wants. */
const compared = 25;

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ WORKERS: '1' });
});

afterAll(async () => {
  expect(await server?.stop()).toBe(0);
});

/** The slim transport, overheard: what each stream was opened with, and a digest of its first packets. */
function overheard() {
  const streams: { options: Partial<SentStreamOptions>; packets: string[] }[] = [];
  const createTransport: CreateTransport = options => {
    const transport = createSlimTransport(options);
    const send = transport.send.bind(transport);
    transport.send = ({ onKeyFrameRequest: _, ...about }) => {
      const stream = send(about); // nobody asks for key frames: when that is, is no choice of the seed's
      const packets: string[] = [];
      streams.push({ options: { ...about, extensions: new Map() }, packets });
      const sendPacket = stream.send.bind(stream);
      stream.send = packet => {
        const { payload, timestamp, marker, level } = packet;
        const digest = createHash('sha256').update(payload).digest('hex');
        if (packets.length < compared) packets.push(`${timestamp} ${marker} ${level} ${digest}`);
        sendPacket(packet);
      };
      return stream;
    };
    return transport;
  };
  return { streams, createTransport };
}

async function traffic(room: string, seed: number, number: number) {
  const { streams, createTransport } = overheard();
  const peer = newLoadPeer(server, { room, seed, number, createTransport });
  await peer.join();
  await poll(
    `traffic of ${room}`,
    () => streams.length === 4 && streams.every(({ packets }) => packets.length === compared),
  );
  await peer.leave();
  return streams;
}

test('the same seed and number send the same, others do not', async () => {
  const once = await traffic('once', 7, 3);
  expect(await traffic('again', 7, 3)).toEqual(once);
  const ssrcs = new Set(once.map(({ options }) => options.ssrc));
  for (const other of [await traffic('other seed', 8, 3), await traffic('other number', 7, 4)]) {
    expect(other.some(({ options }) => ssrcs.has(options.ssrc))).toBe(false);
  }
});
