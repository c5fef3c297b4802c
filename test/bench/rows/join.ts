/** 4: from an open socket to the first packet: how long, in how many round trips, and how many at a time. */
import type { Benchmark, Outcome, Setting, Table } from '../benchmark.ts';
import { fixed } from '../report/numbers.ts';
import { onStage, type Stage } from '../stage.ts';
import { type Estimate, estimate } from '../statistics/estimate.ts';
import { interleave } from '../statistics/interleave.ts';
import { fitLine } from '../statistics/line.ts';
import { farServer } from '../traffic/far-server.ts';
import type { JoinTimes } from '../traffic/join-times.ts';
import { type Flooding, floodVerdict, joinsAtOnce } from './join-flood.ts';

const delays = [0, 50, 100]; // ms each way

export const join: Benchmark = {
  number: 4,
  name: 'join',
  title: 'Joining',
  method: `From the open WebSocket to the first packet, in a room where one peer publishes a packet every 5 ms; the newcomer publishes too. WebSocket and media go through relays that
hold everything for 0, 50 and 100 ms each way: the slope of the time over the round trip is the number of sequential round trips, everything counted (signalling, ICE, DTLS, first packet).
Plenum and the bare script in turn, forth and back. Then joins at an even rate: each a whole one that stays for a second, beside a call whose packets must neither be lost nor late.`,
  minutes: 6,
  run: async setting => {
    const timed = await timeJoins(setting);
    return outcomeOf(timed, await joinsAtOnce(setting));
  },
};

type Round = Readonly<Record<'plenum' | 'bare', JoinTimes>>;

/** Rounds at each delay, milliseconds each way. */
type TimedJoins = readonly { readonly delay: number; readonly rounds: readonly Round[] }[];

function timeJoins({ workerBin, quick, log }: Setting): Promise<TimedJoins> {
  return onStage({ kinds: ['plenum', 'bare'], workerBin }, async stage => {
    const timed: { delay: number; rounds: readonly Round[] }[] = [];
    for (const delay of delays) {
      log(`${delay} ms each way`);
      timed.push({ delay, rounds: await timeJoinsAt(stage, { delay, blocks: quick ? 2 : 10 }) });
    }
    return timed;
  });
}

const warmUps = 200; // joins: until then Node is still compiling what it runs, and of a larger program more

/** Without delay the servers themselves are joined, without relays. `warm`: joins of each that do not count. */
export async function timeJoinsAt(
  stage: Stage<'plenum' | 'bare'>,
  { delay, blocks, warm = delay > 0 ? 1 : warmUps }: { delay: number; blocks: number; warm?: number },
): Promise<Round[]> {
  const joiner = async (kind: 'plenum' | 'bare') => {
    const { audience, rooms, dismiss } = await stage.gather(kind, { subscribers: 0 });
    const far = delay > 0 ? await farServer(stage.servers[kind], delay) : undefined;
    const { url, mediaPort } = far ?? { url: stage.servers[kind].url, mediaPort: undefined };
    const options = { url, mediaPort, room: rooms[0] ?? '', withTransportCc: true };
    const times = () => stage.generator.order({ do: 'join', audience, ...options });
    const end = () => {
      far?.close();
      return dismiss();
    };
    return { times, end };
  };
  const [plenum, bare] = [await joiner('plenum'), await joiner('bare')];
  try {
    return await interleave({ plenum: plenum.times, bare: bare.times }, blocks, warm);
  } finally {
    await Promise.all([plenum.end(), bare.end()]);
  }
}

export function joinRatio(rounds: readonly Round[]): Estimate {
  return estimate(rounds.map(({ plenum, bare }) => plenum.media / bare.media));
}

const promisedTrips = 1;

function outcomeOf(timed: TimedJoins, flooding: Flooding): Outcome {
  const trips = tripsOf(timed, 'plenum', 'joined');
  return {
    tables: [timesTable(timed), tripsTable(timed), signallingTable(timed), ...flooding.tables],
    verdicts: [
      {
        promise: `${promisedTrips} round trip of signalling from the open socket to ICE`,
        measured: fixed(trips, 2),
        kept: trips < promisedTrips + 0.5,
      },
      floodVerdict(flooding),
    ],
    remarks: flooding.remarks,
    raw: { timed, flooding: flooding.raw },
  };
}

const servers = [
  ['Plenum', 'plenum'],
  ['bare script', 'bare'],
] as const;
const moments = ['joined', 'connected', 'media'] as const;
const momentNames = ['room entered', 'ICE and DTLS done', 'first packet'];

function timesTable(timed: TimedJoins): Table {
  const medianOf = (rounds: readonly Round[], of: (round: Round) => number) =>
    fixed(estimate(rounds.map(of)).median, 1);
  const rows = timed.flatMap(({ delay, rounds }) =>
    servers.map(([name, kind]) => [
      name,
      `${delay}`,
      ...moments.map(moment => medianOf(rounds, round => round[kind][moment])),
    ]),
  );
  return { head: ['ms since the socket was open', 'delay each way', ...momentNames], rows };
}

function tripsTable(timed: TimedJoins): Table {
  const rows = servers.map(([name, kind]) => [
    name,
    ...moments.map(moment => fixed(tripsOf(timed, kind, moment), 2)),
  ]);
  return { head: ['sequential round trips', ...momentNames], rows };
}

/** A line through the medians: by how much later for each millisecond of round trip. */
function tripsOf(timed: TimedJoins, kind: keyof Round, moment: (typeof moments)[number]): number {
  const points = timed.map(
    ({ delay, rounds }) => [2 * delay, estimate(rounds.map(each => each[kind][moment])).median] as const,
  );
  return fitLine(points).slope;
}

function signallingTable(timed: TimedJoins): Table {
  const rounds = timed.flatMap(each => each.rounds);
  const cell = (kind: keyof Round, of: (times: JoinTimes) => number) =>
    fixed(estimate(rounds.map(round => of(round[kind]))).median);
  const rows = servers.map(([name, kind]) => [
    name,
    cell(kind, ({ signalling }) => signalling.sent),
    cell(kind, ({ signalling }) => signalling.sentBytes),
    cell(kind, ({ signalling }) => signalling.received),
    cell(kind, ({ signalling }) => signalling.receivedBytes),
  ]);
  return { head: ['signalling of one join', 'messages sent', 'bytes', 'messages received', 'bytes'], rows };
}
