/**
 * The generator: a process that has audiences in rooms and does with them as it is told, so that what it costs is not taken for what is
 * measured. One order at a time.
 */
import type { Audience, AudienceOptions } from './audience.ts';
import { CallAudience } from './call-audience.ts';
import { type JoinTimes, type TimedJoin, timeJoin } from './join-times.ts';
import { RulerAudience } from './ruler-audience.ts';
import { measureWindow, type Window, type WindowOptions } from './window.ts';

/** `audience`: a name of the caller's choice. */
export type Order =
  | ({ do: 'gather'; audience: string } & AudienceOptions)
  | ({ do: 'measure'; audience: string } & WindowOptions)
  | ({ do: 'join'; audience: string } & TimedJoin)
  | { do: 'dismiss'; audience: string };

export interface Reports {
  gather: undefined;
  measure: Window;
  join: JoinTimes;
  dismiss: undefined;
}

export type Answer = { readonly report: unknown } | { readonly failure: string };

const audiences = new Map<string, Audience>();

function audienceOf({ audience }: { audience: string }): Audience {
  const found = audiences.get(audience);
  if (!found) throw new Error(`there is no audience ${audience}`);
  return found;
}

async function gather(order: Extract<Order, { do: 'gather' }>): Promise<void> {
  const from = order.server.kind === 'ruler' ? RulerAudience : CallAudience;
  audiences.set(order.audience, await from.gather(order));
}

function dismiss(order: Extract<Order, { do: 'dismiss' }>): void {
  audienceOf(order).close();
  audiences.delete(order.audience);
}

async function carryOut(order: Order): Promise<unknown> {
  if (order.do === 'gather') return gather(order);
  if (order.do === 'measure') return measureWindow(audienceOf(order), order);
  if (order.do === 'join') return timeJoin(audienceOf(order), order);
  return dismiss(order);
}

// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  carryOut(order).then(
    report => process.send?.({ report } satisfies Answer),
    (error: unknown) => process.send?.({ failure: String(error) } satisfies Answer),
  );
});
process.send?.('ready');
