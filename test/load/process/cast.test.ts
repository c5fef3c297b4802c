import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadPeer } from '../peer/peer.ts';
import type { PeerReport, VisitReport } from '../report/peer-report.ts';
import { planOf } from '../scenario/plan.ts';
import type { PlannedPeer } from '../scenario/scenario.ts';
import { aPart, aPeer } from '../support/a-part.ts';
import { Cast } from './cast.ts';
import { deal, processesFor } from './deal.ts';
import { joinTimes, totalsOf } from './totals.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Notes what it is told to do and when; leaving takes it a while. */
class NotingPeer implements LoadPeer {
  readonly notes: string[] = [];
  readonly #visits: VisitReport[] = [];
  readonly #leaveTakes: number;

  constructor(leaveTakes = 0) {
    this.#leaveTakes = leaveTakes;
  }

  async join(): Promise<void> {
    this.#note('join');
    this.#visits.push({ at: performance.now(), joined: 20 });
  }

  async leave(): Promise<void> {
    this.#note('leave');
    await new Promise(resolve => setTimeout(resolve, this.#leaveTakes));
    this.#note('gone');
  }

  setSpeaking(speaking: boolean): void {
    this.#note(speaking ? 'speak' : 'fall silent');
  }

  report(): PeerReport {
    const { report } = aPeer(0);
    return { ...report, visits: this.#visits } as PeerReport;
  }

  #note(what: string): void {
    this.notes.push(`${Math.round(performance.now() / 100) / 10} ${what}`);
  }
}

const planned: PlannedPeer = {
  ...{ number: 0, room: 'load-1', name: 'Ann', sources: ['microphone'], layout: '3x3' },
  visits: [
    { from: 1_000, to: 10_000 },
    { from: 12_000, to: 20_000 },
  ],
  speaking: [{ from: 5_000, to: 7_000 }],
};

test('a peer comes, speaks, leaves and comes back when the plan says', async () => {
  const peer = new NotingPeer();
  const cast = new Cast([planned], () => peer);
  const performed = cast.perform(performance.now(), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(30_000);
  await performed;
  expect(peer.notes).toEqual([
    ...['1 join', '5 speak', '7 fall silent', '10 leave', '10 gone'],
    ...['12 join', '20 leave', '20 gone'],
  ]);
  expect(cast.inside).toBe(0);
  expect(cast.results()[0]?.inside).toBeCloseTo(17_000, -2);
});

test('who is slow to leave does not come before it has gone', async () => {
  const peer = new NotingPeer(3_000);
  const performed = new Cast([planned], () => peer).perform(performance.now(), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(40_000);
  await performed;
  expect(peer.notes.slice(3, 6)).toEqual(['10 leave', '13 gone', '13 join']);
});

test('once aborted all leave at once', async () => {
  const stopping = new AbortController();
  const peers = [new NotingPeer(), new NotingPeer()];
  const cast = new Cast([planned, { ...planned, number: 1 }], ({ number }) => peers[number] as LoadPeer);
  const performed = cast.perform(performance.now(), stopping.signal);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(cast.inside).toBe(2);
  stopping.abort();
  await vi.advanceTimersByTimeAsync(100);
  await performed;
  for (const { notes } of peers) expect(notes).toEqual(['1 join', '3 leave', '3 gone']);
});

test('peers are dealt so that every process has its share of each room and of publishers', () => {
  const { scenario } = aPart();
  const { peers } = planOf({ ...scenario, rooms: 2, publishers: 4, subscribers: 4 });
  const hands = deal(peers, 2);
  expect(
    hands
      .flat()
      .map(({ number }) => number)
      .toSorted((a, b) => a - b),
  ).toEqual(peers.map(({ number }) => number));
  for (const hand of hands) {
    expect(hand.filter(({ room }) => room === 'load-1')).toHaveLength(4);
    expect(hand.filter(({ sources }) => sources.length > 0)).toHaveLength(4);
  }
  expect(deal(peers.slice(0, 2), 8)).toHaveLength(2);
});

test('processes are as many as peers and cores suggest', () => {
  expect(processesFor(10, 16, false)).toBe(1);
  expect(processesFor(1_000, 16, false)).toBe(10);
  expect(processesFor(10_000, 16, false)).toBe(16);
  expect(processesFor(10_000, 2, true)).toBe(1);
});

test('totals are over all peers, join times those of the last while', () => {
  const reports = [
    aPeer(0),
    aPeer(1, {
      visits: [
        { at: 5_000, joined: 30 },
        { at: 9_000, failure: 'busy' },
      ],
    }),
  ].map(({ report }) => report as PeerReport);
  expect(totalsOf(reports)).toMatchObject({ receivedPackets: 1_980, lost: 20, freezes: 4, failures: 1 });
  expect(joinTimes(reports, 0, 1_000)).toEqual([20]);
  expect(joinTimes(reports, 1_000, 6_000)).toEqual([30]);
});
