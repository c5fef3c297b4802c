import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf } from './plan.ts';
import { layouts, type Scenario } from './scenario.ts';
import { shortestVisit } from './visits.ts';

const usual: Scenario = {
  seed: 1,
  rooms: 2,
  publishers: 3,
  subscribers: 2,
  audio: true,
  video: true,
  screens: 1,
  layout: '3x3',
  simulcast: true,
  codec: 'VP8',
  speakerSeconds: 5,
  joinsPerSecond: 10,
  churn: 0,
  seconds: 60,
  way: 'udp',
  verifyOneIn: 100,
};

const scenarios = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    rooms: fc.integer({ min: 1, max: 5 }),
    publishers: fc.integer({ min: 0, max: 5 }),
    subscribers: fc.integer({ min: 0, max: 5 }),
    audio: fc.boolean(),
    video: fc.boolean(),
    screens: fc.integer({ min: 0, max: 2 }),
    layout: fc.constantFrom(...layouts),
    speakerSeconds: fc.integer({ min: 0, max: 10 }),
    joinsPerSecond: fc.integer({ min: 1, max: 100 }),
    churn: fc.integer({ min: 0, max: 1_000 }),
    seconds: fc.integer({ min: 1, max: 120 }),
  })
  .map(other => ({ ...usual, ...other }));

test('a scenario has one plan, another seed another one', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      expect(planOf(scenario)).toEqual(planOf(scenario));
    }),
  );
  const churning = { ...usual, churn: 200 };
  expect(planOf({ ...churning, seed: 2 })).not.toEqual(planOf(churning));
});

test('every room has its publishers and subscribers, and peers come in the order of their numbers, at the rate', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      const { peers, allIn } = planOf(scenario);
      const { rooms, publishers, subscribers, joinsPerSecond } = scenario;
      expect(peers.map(({ number }) => number)).toEqual(peers.map((_, index) => index));
      const byRoom = [...Map.groupBy(peers, ({ room }) => room).values()];
      expect(byRoom).toHaveLength(publishers + subscribers === 0 ? 0 : rooms);
      for (const members of byRoom) expect(members).toHaveLength(publishers + subscribers);
      const arrivals = peers.map(({ visits }) => visits[0]?.from ?? Number.NaN);
      expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
      expect(allIn).toBe(arrivals.at(-1) ?? 0);
      expect(allIn).toBeLessThanOrEqual((peers.length / joinsPerSecond) * 1_000);
      // No second has more joins than asked for, but for the jitter of one.
      const seconds = Map.groupBy(arrivals, at => Math.floor(at / 1_000));
      for (const inOne of seconds.values()) expect(inOne.length).toBeLessThanOrEqual(joinsPerSecond + 1);
    }),
  );
});

test('visits follow each other, none is too short to be measured, the last ends with the run', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      const { peers, end } = planOf(scenario);
      for (const { visits } of peers) {
        expect(visits.at(-1)?.to).toBe(end);
        for (const [index, { from, to }] of visits.entries()) {
          expect(from).toBeGreaterThan(visits[index - 1]?.to ?? -1);
          if (index < visits.length - 1) expect(to - from).toBeGreaterThanOrEqual(shortestVisit);
          expect(to).toBeGreaterThan(from);
        }
      }
    }),
  );
});

test('churn is what was asked for', () => {
  const { peers } = planOf({
    ...usual,
    rooms: 50,
    publishers: 10,
    subscribers: 10,
    joinsPerSecond: 1_000,
    churn: 30,
    seconds: 120,
  });
  const leaves = peers.reduce((sum, { visits }) => sum + visits.length - 1, 0);
  // 1,000 peers, 30 in 100 each minute, two minutes: 600, less those who would have come back too late.
  expect(leaves).toBeGreaterThan(480);
  expect(leaves).toBeLessThan(620);
});

test('speakers take turns: one in each room at a time, none twice in a row, nobody who is away', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      const { peers, end } = planOf(scenario);
      for (const members of Map.groupBy(peers, ({ room }) => room).values()) {
        const turns = members.flatMap(peer => peer.speaking.map(turn => ({ peer, ...turn })));
        if (scenario.speakerSeconds === 0) {
          for (const turn of turns) expect(turn).toMatchObject({ from: 0, to: end });
          continue;
        }
        const ordered = turns.toSorted((a, b) => a.from - b.from);
        for (const [index, { peer, from, to }] of ordered.entries()) {
          expect(peer.sources).toContain('microphone');
          expect(from).toBeGreaterThanOrEqual(ordered[index - 1]?.to ?? 0);
          expect(to - from).toBeLessThanOrEqual(scenario.speakerSeconds * 1_000);
          expect(peer.visits.some(visit => visit.from <= from && from < visit.to)).toBe(true);
        }
      }
    }),
  );
  const { peers } = planOf(usual);
  const order = peers
    .filter(({ room }) => room === 'load-1')
    .flatMap(({ number, speaking }) => speaking.map(({ from }) => ({ number, from })))
    .toSorted((a, b) => a.from - b.from);
  // The first has nobody to hand on to before the second is in.
  const others = order.filter(({ from }) => from > 1_000);
  for (const [index, { number }] of others.entries())
    if (index > 0) expect(number).not.toBe(others[index - 1]?.number);
});

test('what a peer sends follows from the scenario', () => {
  const { peers } = planOf(usual);
  const first = peers.filter(({ room }) => room === 'load-1').map(({ sources }) => sources.join(' '));
  expect(first).toEqual(['microphone camera screen', 'microphone camera', 'microphone camera', '', '']);
});
