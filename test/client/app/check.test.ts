/** What the check of the connection says: one sentence for whatever comes out, and the list of what was tried. */
import { afterEach, describe, expect, test } from 'vitest';
import { rowsOf, type Stage } from '../../../client/app/check/rows.ts';
import { type Circumstances, sentenceFor, weightOf } from '../../../client/app/check/verdict.ts';
import { remember } from '../../../client/app/preferences.ts';
import { isAboutNetwork } from '../../../client/app/refusals.ts';
import { check as en } from '../../../client/app/strings/en/check.ts';
import { loadLanguage } from '../../../client/app/strings/index.ts';
import { check as zh } from '../../../client/app/strings/zh/check.ts';
import type { CheckReport, WayReport } from '../../../client/sdk/check/check-options.ts';
import { verdictOf } from '../../../client/sdk/check/verdict.ts';
import { checkVerdicts } from '../../../server/protocol/words.ts';

const usual: Circumstances = { online: true, pagesCome: true, webRtc: true };
const relay = 'turn.example:443';

function way(of: WayReport['way'], outcome: WayReport['outcome'] = 'works', roundTripMs = 20): WayReport {
  const url = of.startsWith('turn-') ? `turns:${relay}?transport=tcp` : null;
  const works = outcome === 'works';
  return { way: of, url, outcome, connectMs: works ? 200 : null, roundTripMs: works ? roundTripMs : null };
}

function report(change: Partial<CheckReport>): CheckReport {
  const found: Omit<CheckReport, 'verdict'> = {
    browser: 'Test',
    socketRoundTripMs: 12.4,
    ways: [way('udp'), way('tcp')],
    loss: { up: 0, down: 0.0123 },
    bandwidth: { up: 4_200_000, down: 7_900_000 },
    microphone: 'works',
    camera: 'works',
    ...change,
  };
  return { ...found, verdict: change.verdict ?? verdictOf(found) };
}

const none = { up: null, down: null };
const dead = [way('udp', 'fails'), way('tcp', 'fails')];
const noServer = report({ socketRoundTripMs: null, ways: [], loss: none, bandwidth: none });

test.each<[sentence: string, found: CheckReport, around: Partial<Circumstances>]>([
  ['good', report({}), {}],
  ['noMicrophone', report({ microphone: 'absent' }), {}],
  ['noCamera', report({ camera: 'fails' }), {}],
  ['noDevices', report({ microphone: 'fails', camera: 'absent' }), {}],
  ['byTcp', report({ ways: [way('udp', 'fails'), way('tcp')] }), {}],
  ['byRelay', report({ ways: [...dead, way('turn-udp')] }), {}],
  ['byRelay', report({ ways: [...dead, way('turn-udp', 'fails'), way('turn-tcp')] }), {}],
  ['byTls', report({ ways: [...dead, way('turn-udp', 'fails'), way('turn-tls')] }), {}],
  ['late', report({ ways: [way('udp', 'works', 401)] }), {}],
  ['tooSlow', report({ bandwidth: { up: 39_999, down: 5_000_000 } }), {}],
  ['slowBoth', report({ bandwidth: { up: 40_000, down: 299_999 } }), {}],
  ['slowUp', report({ bandwidth: { up: 299_999, down: 300_000 } }), {}],
  ['slowDown', report({ bandwidth: { up: 300_000, down: 299_999 } }), {}],
  ['lossy', report({ loss: { up: 0.031, down: 0 } }), {}],
  ['noWay', report({ ways: dead }), {}],
  ['noWay', report({ ways: [...dead, way('turn-udp', 'absent')] }), {}],
  ['noWayByRelay', report({ ways: [...dead, way('turn-tls', 'fails')] }), {}],
  ['noWebRtc', report({ ways: dead }), { webRtc: false }],
  ['noServer', noServer, { pagesCome: false }],
  ['noSocket', noServer, {}],
  ['offline', noServer, { online: false, pagesCome: false }],
])('%s', (sentence, found, around) => {
  expect(sentenceFor(found, { ...usual, ...around })).toBe(sentence);
});

test('what is just enough is not called slow, by the SDK as little as by the page', () => {
  const enough = { ways: [way('udp', 'works', 400)], bandwidth: { up: 300_000, down: 300_000 } };
  expect(report(enough).verdict).toBe('good');
});

test.each(checkVerdicts)(
  '%s is one sentence whatever else was found, with a way on where it is not good',
  verdict => {
    for (const ways of [[], dead, [way('tcp')], [...dead, way('turn-tls')]]) {
      for (const bandwidth of [none, { up: 1, down: 1 }, { up: 1e7, down: 1e7 }]) {
        const key = sentenceFor(report({ verdict, ways, bandwidth }), usual);
        expect(en.verdicts[key]).toMatch(/^[A-Z][^.!?]+\.$/);
        expect(zh.verdicts[key]).toMatch(/^[^。！？]+。$/);
        if (weightOf(verdict) === 'bad') expect(en.verdicts[key]).toContain(': ');
      }
    }
  },
);

describe('the list', () => {
  afterEach(() => remember({ language: 'en' }));

  const said = (found: CheckReport | undefined, stage: Stage) =>
    Object.fromEntries(rowsOf(found, stage).map(row => [row.key, `${row.state}: ${row.said}`]));
  const begun = report({ verdict: 'no-media', ways: [], loss: none, bandwidth: none });

  test('before anything is known, everything is still to come', () => {
    expect(rowsOf(undefined, undefined).map(({ state }) => state)).toEqual(Array(8).fill('waiting'));
  });

  test('of each step, what is known and what is being tried', () => {
    expect(said(noServer, 'socket')).toMatchObject({
      server: 'trying: being tried…',
      'udp null': 'waiting: not yet',
    });
    expect(said({ ...begun, ways: [way('udp')] }, 'ways')).toMatchObject({
      server: 'works: answers after 12 ms',
      'udp null': 'works: works: calls go this way',
      'tcp null': 'trying: being tried…',
      relay: 'trying: being tried…',
      roundTrip: 'works: 20 ms',
      loss: 'waiting: not yet',
    });
  });

  test('at the end, numbers and the relay by name', () => {
    const found = report({ ways: [...dead, way('turn-tls')] });
    expect(said(found, 'done')).toEqual({
      server: 'works: answers after 12 ms',
      'udp null': 'fails: does not work',
      'tcp null': 'fails: does not work',
      'turn-tls turns:turn.example:443?transport=tcp': 'works: works: calls go this way',
      roundTrip: 'works: 20 ms',
      loss: 'works: 0 % of what you send, 1.2 % of what you receive',
      up: 'works: 4.2 Mbit/s',
      down: 'works: 7.9 Mbit/s or more',
    });
    expect(rowsOf(found, 'done').find(({ about }) => about)?.about).toBe(relay);
  });

  test('what a server does not offer differs from what could not be tried', () => {
    const noTcp = report({ ways: [way('udp'), way('tcp', 'absent')] });
    expect(said(noTcp, 'done')).toMatchObject({
      'tcp null': 'absent: this server does not offer it',
      relay: 'absent: this server does not offer it',
    });
    expect(said(noServer, 'done')).toMatchObject({
      server: 'fails: does not work',
      'udp null': 'absent: not tried',
      relay: 'absent: not tried',
      up: 'absent: not measured',
    });
  });

  test('is in the language of its reader', async () => {
    remember({ language: 'zh' });
    await loadLanguage();
    expect(said(undefined, 'socket').server).toBe('trying: 正在尝试…');
  });
});

test('a check is offered where the network may be to blame, and not where a person decided', () => {
  const offered = ['unreachable', 'lost', 'timeout', 'slow-client', 'media-lost', 'unavailable'];
  const not = ['left', 'kicked', 'replaced', 'room-full', 'token-expired', 'unsupported-browser', 'shutdown'];
  expect([...offered, ...not].filter(isAboutNetwork)).toEqual(offered);
});
