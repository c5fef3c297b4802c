/**
 * What a check has found so far, as a list for its reader: what was tried, and what came of it in words. Pure.
 */
import type { CheckReport, CheckStep, WayReport } from '../../sdk/check/check-options.ts';
import { takenWay } from '../../sdk/check/verdict.ts';
import { bits, milliseconds } from '../quality/numbers.ts';
import { isRelay } from './verdict.ts';
import { words } from './words.ts';

type State = 'waiting' | 'trying' | 'works' | 'fails' | 'absent';

export interface Row {
  key: string;
  name: string;
  state: State;
  said: string;
  /** Which of several it is. */
  about?: string;
}

/** How far it is. `undefined`: the socket has not been tried; `done`: nothing comes any more. */
export type Stage = CheckStep | 'done' | undefined;

const order: readonly Stage[] = [undefined, 'socket', 'ways', 'loss', 'bandwidth', 'report', 'done'];
/** bit/s at which the measuring stops, or nearly: it was the measuring that was slow then. */
const asFastAsMeasured = 7_500_000;

export function rowsOf(found: CheckReport | undefined, stage: Stage): Row[] {
  return [serverRow(found, stage), ...wayRows(found, stage), ...numberRows(found, stage)];
}

/** Of something that is found out in the step `by`. */
function pending(stage: Stage, by: CheckStep): 'waiting' | 'trying' | 'over' {
  const [now, then] = [order.indexOf(stage), order.indexOf(by)];
  if (now > then) return 'over';
  return now === then ? 'trying' : 'waiting';
}

function row(key: string, name: string, state: State, said = words.value.states[state]): Row {
  return { key, name, state, said };
}

function serverRow(found: CheckReport | undefined, stage: Stage): Row {
  const { names, reached } = words.value;
  const time = milliseconds(rounded(found?.socketRoundTripMs));
  if (time) return row('server', names.server, 'works', reached(time));
  const when = pending(stage, 'socket');
  return row('server', names.server, when === 'over' ? 'fails' : when);
}

function wayRows(found: CheckReport | undefined, stage: Stage): Row[] {
  const { names } = words.value;
  const ways = found?.ways ?? [];
  const direct = (['udp', 'tcp'] as const).map(way => {
    const known = ways.find(each => each.way === way);
    return known ? wayRow(known, ways) : unknownRow(`${way} null`, names.ways[way], found, stage);
  });
  const relays = ways.filter(isRelay).map(way => wayRow(way, ways));
  return relays.length > 0
    ? [...direct, ...relays]
    : [...direct, unknownRow('relay', names.relay, found, stage)];
}

/** Of a way that nothing is known of, yet or at all: it is not there, or what comes before it has failed. */
function unknownRow(key: string, name: string, found: CheckReport | undefined, stage: Stage): Row {
  const when = pending(stage, 'ways');
  if (when !== 'over') return row(key, name, when);
  const { notOffered, states } = words.value;
  return row(key, name, 'absent', found?.ways.length ? notOffered : states.untried);
}

function wayRow(report: WayReport, all: readonly WayReport[]): Row {
  const { way, url, outcome } = report;
  const { names, taken, notOffered } = words.value;
  const said = takenWay(all) === report ? taken : outcome === 'absent' ? notOffered : undefined;
  return { ...row(`${way} ${url}`, names.ways[way], outcome, said), ...(url && { about: hostOf(url) }) };
}

/** `turn:relay.example:3478?transport=udp`: the part that names it. */
function hostOf(url: string): string {
  return url.replace(/^turns?:/, '').replace(/\?.*$/, '');
}

function numberRows(found: CheckReport | undefined, stage: Stage): Row[] {
  const { names, loss } = words.value;
  const { up = null, down = null } = found?.loss ?? {};
  const lost = up === null || down === null ? undefined : loss(share(up), share(down));
  const taken = found && takenWay(found.ways);
  return [
    numberRow(
      'roundTrip',
      names.roundTrip,
      pending(stage, 'ways'),
      milliseconds(rounded(taken?.roundTripMs)),
    ),
    numberRow('loss', names.loss, pending(stage, 'loss'), lost),
    numberRow('up', names.up, pending(stage, 'bandwidth'), rate(found?.bandwidth.up)),
    numberRow('down', names.down, pending(stage, 'bandwidth'), rate(found?.bandwidth.down)),
  ];
}

function numberRow(
  key: string,
  name: string,
  when: ReturnType<typeof pending>,
  value: string | undefined,
): Row {
  if (value) return row(key, name, 'works', value);
  return when === 'over' ? row(key, name, 'absent', words.value.states.unknown) : row(key, name, when);
}

function rate(measured: number | null | undefined): string | undefined {
  const said = bits(measured ?? null);
  return said && measured && measured >= asFastAsMeasured ? words.value.atLeast(said) : said;
}

/** 0.012: `1.2 %`. */
function share(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`;
}

function rounded(time: number | null | undefined): number | null {
  return time == null ? null : Math.round(time);
}
