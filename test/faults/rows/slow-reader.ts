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
/** Chat messages in a row without the reaction that followed every few of them: 768 KiB are 190. */
const leastSkipped = 120;
const chatsPerReaction = 5;
/** Who applauds: nobody may do so often. */
const hands = 40;
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
  const [ann, slow] = [await member(server, 'Ann'), await member(server, 'Ben')];
  const applauding: WsClient[] = [];
  for (let hand = 0; hand < hands; hand++) applauding.push(await member(server, `Hand ${hand}`));
  ground.atEnd(() => [ann, slow, ...applauding].forEach(client => void client.vanish()));
  const memory = memoryOf(server);
  const from = performance.now();
  slow.socket.pause();
  await talkUntilClosed(server, ann, applauding);
  const ms = performance.now() - from;
  const grown = Math.max(0, memoryOf(server) - memory);
  slow.socket.resume();
  const { reason } = await slow.end();
  const skipped = chatsAfterTheLastReaction(slow);
  return {
    ms,
    broken: [
      ...(reason === 'slow-client' ? [] : [`closed with ${reason}`]),
      ...(skipped >= leastSkipped
        ? []
        : [`droppable signals were not skipped: ${skipped} messages after the last`]),
      ...(grown > memoryLimit ? [`the server grew by ${Math.round(grown / KiB / KiB)} MiB`] : []),
      ...ann.room.violations,
    ],
  };
}

async function member({ url }: ServerProcess, name: string): Promise<WsClient> {
  const client = await WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
  await enter(client, { room: 'slow', name });
  return client;
}

/** Chat, which may not be skipped, and every now and then a reaction, which may. Resolves when the server has given somebody up. */
async function talkUntilClosed(server: ServerProcess, ann: WsClient, applauding: readonly WsClient[]) {
  for (let sent = 0; sent < most; sent += chatsPerReaction) {
    if (server.output().includes('slow-client')) return;
    const chats = Array.from({ length: chatsPerReaction }, () => ({ messageId: randomUUID(), text }));
    await Promise.all(chats.map(chat => ann.request('sendChat', chat)));
    const hand = applauding[(sent / chatsPerReaction) % applauding.length];
    await hand?.request('sendReaction', { reaction: 'applause' });
  }
  throw new Error(`nobody was given up after ${most} messages`);
}

function chatsAfterTheLastReaction({ notifications }: WsClient): number {
  const last = notifications.findLastIndex(({ method }) => method === 'reaction');
  return notifications.slice(last + 1).filter(({ params }) => isChat(params)).length;
}

function isChat(params: unknown): boolean {
  return typeof params === 'object' && params !== null && 'type' in params && params.type === 'chatSent';
}

/** Bytes of memory in use. */
function memoryOf({ process: { pid } }: ServerProcess): number {
  const [, kilobytes = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * KiB;
}
