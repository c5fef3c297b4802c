/**
 * A crowd without media in a process of its own, so that nobody's event loop but the server's is in its way: all join, and when told to
 * all lose their sockets and come back within a second, by their seats or anew. Driven by storm.ts.
 */
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { enter } from '../../support/join.ts';
import { microphone } from '../../support/media-parameters.ts';
import { WsClient } from '../../support/ws-client.ts';

export type Order =
  | { readonly do: 'join'; readonly url: string; readonly count: number; readonly perRoom: number }
  /** `how`: by their seats, or with a new join. They begin at random within `within` ms. */
  | { readonly do: 'return'; readonly how: 'resume' | 'join'; readonly within: number };

export type Report =
  | { readonly of: 'join' }
  /** Milliseconds from the first attempt of all until each was back; what was said to those who were refused. */
  | { readonly of: 'return'; readonly times: number[]; readonly refusals: string[] }
  | { readonly of: 'failure'; readonly sentence: string };

/** Those of the SDK, with its jitter. */
const pauses = [0, 300, 1_200, 2_700, 4_800, 7_000];
const jitter = 1_000;
const joinsAtOnce = 20;

interface Member {
  readonly room: string;
  readonly name: string;
  client: WsClient;
}

let url = '';
const members: Member[] = [];

async function joinAll({ url: to, count, perRoom }: Extract<Order, { do: 'join' }>): Promise<Report> {
  url = to;
  const indexes = Array.from({ length: count }, (_, index) => index);
  while (indexes.length > 0) {
    const some = indexes.splice(0, joinsAtOnce);
    members.push(
      ...(await Promise.all(some.map(index => joinOne(`storm-${Math.floor(index / perRoom)}`, index)))),
    );
  }
  return { of: 'join' };
}

async function joinOne(room: string, index: number): Promise<Member> {
  const name = `Member ${index}`;
  const client = await joined({ room, name });
  await client.request('publish', microphone());
  return { room, name, client };
}

async function returnAll({ how, within }: Extract<Order, { do: 'return' }>): Promise<Report> {
  const refusals: string[] = [];
  for (const { client } of members) client.vanish();
  const from = performance.now();
  const times = await Promise.all(
    members.map(async member => {
      await pause(Math.random() * within);
      await comeBack(member, how, refusals);
      return performance.now() - from;
    }),
  );
  return { of: 'return', times, refusals };
}

async function comeBack(member: Member, how: 'resume' | 'join', refusals: string[]): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    const wait = pauses[Math.min(tried, pauses.length - 1)] ?? 0;
    await pause(wait + (tried > 1 ? Math.random() * jitter : 0));
    try {
      member.client = await (how === 'resume' ? resumed(member) : joined(member));
      return;
    } catch (error) {
      refusals.push(String(error));
    }
  }
}

async function resumed({ client: { joined, state } }: Member): Promise<WsClient> {
  const client = await connect();
  const { resumeToken } = joined;
  try {
    await client.request('resume', { resumeToken, seq: state.seq });
  } catch (error) {
    client.vanish();
    throw error;
  }
  return client;
}

async function joined({ room, name }: Omit<Member, 'client'>): Promise<WsClient> {
  const client = await connect();
  try {
    await enter(client, { room, name });
  } catch (error) {
    client.vanish();
    throw error;
  }
  return client;
}

function connect(): Promise<WsClient> {
  return WsClient.over(new WebSocket(url, subprotocol));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  const doing = order.do === 'join' ? joinAll(order) : returnAll(order);
  doing.then(
    report => process.send?.(report),
    error => process.send?.({ of: 'failure', sentence: String(error) } satisfies Report),
  );
});
