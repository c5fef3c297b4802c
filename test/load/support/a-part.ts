/** What a machine might have measured: a run in which all is well, to be spoilt by tests. */
import type { PeerResult } from '../report/peer-schema.ts';
import type { Part, ProcessSample, Report } from '../report/report.ts';
import { Delays } from '../self/delays.ts';

export function aSample(at: number, other: Partial<ProcessSample> = {}): ProcessSample {
  return {
    ...{ at, peers: 2, receivedPackets: at / 10, receivedBytes: at * 100, lost: 0 },
    ...{ sentPackets: at / 20, sentBytes: at * 50, freezes: 0, reconnects: 0, failures: 0 },
    ...{ delayP99: 2, cpu: 0.2, loopDelay: 1, lateness: 3, kernelDrops: 0 },
    ...other,
  };
}

type Received = PeerResult['report']['received'][number];

export function aStream(other: Partial<Received> = {}): Received {
  return {
    ...{ source: 'camera', kind: 'video', milliseconds: 60_000, packets: 990, bytes: 1_000_000, lost: 10 },
    ...{ recovered: 5, nacks: 4, keyFrameRequests: 1, jitter: 3, frames: 900, freezes: 2, frozen: 500 },
    ...{ verified: 10, rejected: 0 },
    ...other,
  };
}

export function aPeer(number: number, other: Partial<PeerResult['report']> = {}): PeerResult {
  const visit = { at: number * 100, hello: 5, joined: 20, connected: 40, firstAudio: 50, firstVideo: 80 };
  return {
    inside: 10_000,
    report: {
      ...{ number, room: 'load-1', process: 0, client: 'slim', visits: [visit] },
      ...{ reconnects: 0, generations: 0, iceRestarts: 0, received: [aStream()], sent: [] },
      signalling: { sent: 5, sentBytes: 5_000, received: 8, receivedBytes: 9_000 },
      ...other,
    },
  };
}

/** `delays`: milliseconds of packets of sound. */
export function aPart(other: Partial<Part> = {}, delays: readonly number[] = [1, 2, 3]): Part {
  const recorder = new Delays();
  for (const delay of delays) recorder.record(delay, 'audio');
  const samples = Array.from({ length: 20 }, (_, index) => aSample((index + 1) * 1_000));
  return {
    startedAt: 1_800_000_000_000,
    scenario: {
      ...{ seed: 1, rooms: 1, publishers: 2, subscribers: 0, audio: true, video: true, screens: 0 },
      ...{ layout: '3x3', simulcast: true, codec: 'VP8', speakerSeconds: 5, joinsPerSecond: 10, churn: 0 },
      ...{ seconds: 20, way: 'udp', verifyOneIn: 100 },
    },
    ...{ roomPrefix: 'load', allIn: 100, ended: 20_100, interrupted: false },
    machine: { cpu: 'a processor', cores: 2, kernel: 'Linux 6', node: 'v26', mediasoup: '3.27.1' },
    machineSamples: samples.map(({ at }) => ({ at, busy: 0.3, steal: 0 })),
    processes: [{ number: 0, peers: 2, samples, died: null }],
    peers: [aPeer(0), aPeer(1)],
    missed: { audio: [], video: [] },
    delays: recorder.encoded(),
    server: { url: 'http://127.0.0.1:3000', own: true, missing: [], samples: [] },
    ...other,
  };
}

export function aReport(...parts: readonly Part[]): Report {
  return { format: 'plenum-load-report', version: 1, parts: [...parts] };
}
