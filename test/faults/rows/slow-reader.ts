/** A client stops reading while the room goes on: what it can do without is skipped, then it is given up, and it costs little memory. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { enter } from '../../support/join.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { WsClient } from '../../support/ws-client.ts';
import type { Fault, Sample } from '../fault.ts';
import type { Ground } from '../ground/ground.ts';

const settings = {
  WORKERS: '1',
  REQUEST_BURST: '1000000',
  REQUESTS_PER_SECOND: '1000000',
  CHAT_BURST: '1000000',
  CHAT_PER_SECOND: '1000000',
};
const KiB = 1024;
/** Its 1 MiB, what the room itself keeps, and what a garbage collector leaves lying about. */
const memoryLimit = 96 * KiB * KiB;
const text = 'x'.repeat(4 * KiB);
/** Chat between 256 KiB and 1 MiB in which every droppable signal is skipped, less some in the middle of being sent. */
const leastSkipped = 100;
/** Messages after which the kernel's buffers are full as well. */
const most = 20_000;

export const slowReader: Fault = {
  name: 'slow-reader',
  fault: 'slow reader',
  promise:
    'droppable signals skipped from 256 KiB unread, closed with `slow-client` at 1 MiB; memory bounded',
  limits: { worst: 30_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const server = await ground.server(settings);
  const [ann, slow, cy] = [
    await member(server, 'Ann'),
    await member(server, 'Ben'),
    await member(server, 'Cy'),
  ];
  ground.atEnd(() => [ann, slow, cy].forEach(client => void client.vanish()));
  const memory = memoryOf(server);
  const from = performance.now();
  slow.socket.pause();
  const sent = await talkUntilClosed(ann, server);
  const ms = performance.now() - from;
  const grown = Math.max(0, memoryOf(server) - memory);
  slow.socket.resume();
  const { reason } = await slow.end();
  await cy.until('everything', () => cy.signals('reaction').length === sent);
  const skipped = chatsOf(slow) - slow.signals('reaction').length;
  return {
    ms,
    broken: [
      ...(reason === 'slow-client' ? [] : [`closed with ${reason}`]),
      ...(skipped >= leastSkipped ? [] : [`only ${skipped} droppable signals were skipped`]),
      ...(grown > memoryLimit ? [`the server grew by ${Math.round(grown / KiB / KiB)} MiB`] : []),
      ...[ann, cy].flatMap(({ room }) => room.violations),
    ],
  };
}

async function member({ url }: ServerProcess, name: string): Promise<WsClient> {
  const client = await WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
  await enter(client, { room: 'slow', name });
  return client;
}

/** Chat, which may not be skipped, and a reaction after each, which may. Returns how many, once the server has given it up. */
async function talkUntilClosed(ann: WsClient, server: ServerProcess): Promise<number> {
  for (let sent = 0; sent < most; sent += 1) {
    if (server.output().includes('slow-client')) return sent;
    await ann.request('sendChat', { messageId: randomUUID(), text });
    await ann.request('sendReaction', { reaction: 'applause' });
  }
  throw new Error(`nobody was given up after ${most} messages`);
}

const chatsOf = (client: WsClient) =>
  client.signals('event').filter(({ type }) => type === 'chatSent').length;

/** Bytes of memory in use. */
function memoryOf({ process: { pid } }: ServerProcess): number {
  const [, kilobytes = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * KiB;
}
