import { expect, test } from 'vitest';
import { readCommand } from '../options/run-options.ts';
import type { Part, ProcessSample, ServerSample } from '../report/report.ts';
import { summaryOf } from '../report/summary.ts';
import { aPart, aPeer, aReport, aSample, aStream } from '../support/a-part.ts';
import { exitCodes, verdictOf } from './verdict.ts';

function judge(part: Part, options = '') {
  const report = aReport(part);
  return verdictOf(report, summaryOf(report), readCommand(options.split(' ').filter(Boolean)).options);
}

/** A process whose samples are as they should be, but for those of the first seconds. */
function spoilt(seconds: number, other: Partial<ProcessSample>): Part {
  const samples = Array.from({ length: 60 }, (_, index) =>
    aSample((index + 1) * 1_000, index < seconds ? other : {}),
  );
  return aPart({ processes: [{ number: 0, peers: 2, samples, died: null }] });
}

test('a run in which all was well is kept', () => {
  expect(judge(aPart())).toMatchObject({ result: 'kept', invalid: [], remarks: [] });
});

test('a process that used its core up makes the run invalid, a busy second does not', () => {
  expect(judge(spoilt(2, { cpu: 1 })).result).toBe('kept');
  const { result, sentence, invalid } = judge(spoilt(5, { cpu: 0.9 }), '--max-loss 0');
  expect(result).toBe('invalid');
  expect(exitCodes[result]).toBe(3);
  expect(sentence).toContain('more of the tool than of the server');
  expect(invalid).toEqual([
    expect.stringMatching(/^Process 1 \(2 peers\) used 90 % of its core.*--processes/),
  ]);
});

test('a process that was late makes the run invalid, by its loop or by its sending clock', () => {
  expect(judge(spoilt(3, { loopDelay: 500 })).result).toBe('kept');
  expect(judge(spoilt(4, { loopDelay: 500 })).invalid[0]).toContain('in 4 of 60 seconds, 500 ms at worst');
  expect(judge(spoilt(4, { lateness: 101 })).result).toBe('invalid');
  expect(judge(spoilt(60, { lateness: 99 })).result).toBe('kept');
});

test('a process that stood still is late for as long as it stood, though it says so once', () => {
  expect(judge(spoilt(1, { loopDelay: 3_000 })).result).toBe('kept');
  expect(judge(spoilt(1, { loopDelay: 5_000 })).invalid[0]).toContain('in 5 of 64 seconds, 5000 ms at worst');
});

test('what the kernel dropped for the tool is not loss of the server', () => {
  const samples = [aSample(1_000), aSample(2_000, { kernelDrops: 7 })];
  const { result, invalid } = judge(aPart({ processes: [{ number: 0, peers: 2, samples, died: null }] }));
  expect(result).toBe('invalid');
  expect(invalid[0]).toContain('dropped 7 packets');
});

test('a process that died makes the run invalid', () => {
  const died = { number: 1, peers: 9, samples: [], died: 'ended with SIGKILL' };
  const { result, invalid } = judge(aPart({ processes: [...aPart().processes, died] }));
  expect(result).toBe('invalid');
  expect(invalid[0]).toContain('Process 2 (9 peers) ended with SIGKILL before its time');
});

test('time taken by others is told, and no reason to disbelieve', () => {
  const machineSamples = [1, 2, 3, 4, 5].map(at => ({ at: at * 1_000, busy: 1, steal: 0.2 }));
  const { result, remarks } = judge(aPart({ machineSamples, interrupted: true }));
  expect(result).toBe('kept');
  expect(remarks).toHaveLength(3);
});

/** As a server tells of itself each second; `other`: what it says in the tenth. */
function told(other: Partial<ServerSample> = {}): Part {
  const samples = Array.from({ length: 20 }, (_, index) => {
    const at = (index + 1) * 1_000;
    const sample = { at, cpu: { node: at / 10_000, 'worker 0': at / 2_000 }, memory: {} };
    return { ...sample, values: { loopDelay: 0.02 }, ...(index === 9 ? other : {}) };
  });
  return aPart({ server: { url: 'http://127.0.0.1:3000', own: true, missing: [], samples } });
}

test('a server that is slow, silent or busy is told of, and is no reason to disbelieve', () => {
  expect(judge(told())).toMatchObject({ result: 'kept', remarks: [] });
  const late = judge(told({ values: { loopDelay: 0.7 } }));
  expect(late).toMatchObject({ result: 'kept', remarks: [expect.stringMatching(/was slow.*700 ms/)] });
  const { server } = told();
  const silent = { ...server, samples: server.samples.filter(({ at }) => at < 7_000 || at > 12_000) };
  expect(judge(aPart({ server: silent })).remarks).toEqual([expect.stringMatching(/nothing.*for 7 seconds/)]);
  const gone = { ...server, samples: server.samples.slice(0, 8) };
  expect(judge(aPart({ server: gone })).remarks).toEqual([expect.stringMatching(/nothing.*for 12 seconds/)]);
  const busy = server.samples.map(each => ({ ...each, cpu: { 'worker 0': (each.at * 0.95) / 1_000 } }));
  expect(judge(aPart({ server: { ...server, samples: busy } })).remarks).toEqual([
    'The server http://127.0.0.1:3000 was busy: its worker 0 used 95 % of a core for five seconds.',
  ]);
});

test('loss and delay are told of without a limit', () => {
  const peers = [aPeer(0, { received: [aStream({ packets: 900, lost: 100 })] })];
  expect(judge(aPart({ peers })).remarks).toEqual([expect.stringMatching(/^10 % of the packets/)]);
  expect(judge(aPart({}, [1, 2, 900])).remarks).toEqual([expect.stringMatching(/came 900 ms after/)]);
});

test.each([
  ['--max-join-p95 20', true],
  ['--max-join-p95 19', false],
  ['--max-first-media-p95 80', true],
  ['--max-first-media-p95 79', false],
  ['--max-loss 1', true],
  ['--max-loss 0.9', false],
  ['--max-freezes 2', true],
  ['--max-freezes 1.9', false],
  ['--max-delay-p99 3.1', true],
  ['--max-delay-p99 2.9', false],
  ['--min-bitrate 800', true],
  ['--min-bitrate 801', false],
])('%s is kept: %s', (option, kept) => {
  const { result, thresholds } = judge(aPart(), option);
  expect(result).toBe(kept ? 'kept' : 'broken');
  expect(thresholds.find(each => option.startsWith(each.option))?.kept).toBe(kept);
});

test('failures, and visits to which nothing came, break the run unless they are allowed', () => {
  const failed = aPeer(1, { visits: [{ at: 0, failure: 'busy' }] });
  const part = aPart({ peers: [aPeer(0), failed], missed: { audio: [], video: [0] } });
  expect(judge(part)).toMatchObject({ result: 'broken', sentence: 'Not kept: --max-failures 0: 2.' });
  expect(judge(part, '--max-failures 2').result).toBe('kept');
  expect(summaryOf(aReport(part)).failures).toEqual({ busy: 1, 'no picture': 1 });
});

test('a limit of which nothing was measured is not kept', () => {
  const silent = aPeer(0, {
    received: [aStream({ packets: 0, lost: 0, bytes: 0, milliseconds: 0 })],
    visits: [],
  });
  const { thresholds } = judge(
    aPart({ peers: [silent] }, []),
    '--max-join-p95 100 --max-loss 1 --max-delay-p99 9 --min-bitrate 1',
  );
  expect(thresholds.filter(({ kept }) => kept).map(({ option }) => option)).toEqual(['--max-failures']);
});
