/**
 * The generator: a process that has audiences in rooms and does with them as it is told, so that what it costs is not taken for what is
 * measured.
 */
import type { ServerKind } from '../servers/server.ts';
import type { Audience, AudienceOptions } from './audience.ts';
import { CallAudience } from './call-audience.ts';
import { type FloodOptions, type FloodReport, flood } from './flood.ts';
import { janusEntrance } from './janus/seat.ts';
import { type JoinTimes, type TimedJoin, timeJoin } from './join-times.ts';
import { RoomsAudience } from './rooms-audience.ts';
import { RulerAudience } from './ruler-audience.ts';
import { seatEntrance } from './seat.ts';
import { measureWindow, type Window, type WindowOptions } from './window.ts';

/** `audience`: a name of the caller's choice. */
export type Order =
  | ({ do: 'gather'; audience: string; rooms: number } & AudienceOptions)
  | ({ do: 'measure'; audience: string } & WindowOptions)
  | ({ do: 'join'; audience: string } & TimedJoin)
  | ({ do: 'flood'; audience: string } & FloodOptions)
  | { do: 'dismiss'; audience: string };

export interface Reports {
  gather: undefined;
  measure: Window;
  join: JoinTimes;
  flood: FloodReport;
  dismiss: undefined;
}

export type Answer = { readonly id: number } & ({ readonly report: unknown } | { readonly failure: string });

const audiences = new Map<string, Audience>();

function audienceOf({ audience }: { audience: string }): Audience {
  const found = audiences.get(audience);
  if (!found) throw new Error(`there is no audience ${audience}`);
  return found;
}

const gatherers: Record<ServerKind, (options: AudienceOptions) => Promise<Audience>> = {
  plenum: options => CallAudience.gather(seatEntrance, options),
  bare: options => CallAudience.gather(seatEntrance, options),
  janus: options => CallAudience.gather(janusEntrance, options),
  ruler: RulerAudience.gather,
};

async function gather(order: Extract<Order, { do: 'gather' }>): Promise<void> {
  const gatherAt = gatherers[order.server.kind];
  const rooms: Audience[] = [];
  for (let room = 0; room < order.rooms; room += 1) {
    rooms.push(await gatherAt({ ...order, room: `${order.room}.${room}` }));
  }
  const [first] = rooms;
  audiences.set(order.audience, first && rooms.length === 1 ? first : new RoomsAudience(rooms));
}

function dismiss(order: Extract<Order, { do: 'dismiss' }>): void {
  audienceOf(order).close();
  audiences.delete(order.audience);
}

async function carryOut(order: Order): Promise<unknown> {
  if (order.do === 'gather') return gather(order);
  if (order.do === 'measure') return measureWindow(audienceOf(order), order);
  if (order.do === 'flood') return flood(audienceOf(order), order);
  if (order.do === 'join') return timeJoin(audienceOf(order), order);
  return dismiss(order);
}

// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit());
process.on('message', ({ id, ...order }: Order & { id: number }) => {
  carryOut(order).then(
    report => process.send?.({ id, report } satisfies Answer),
    (error: unknown) => process.send?.({ id, failure: String(error) } satisfies Answer),
  );
});
process.send?.('ready');
