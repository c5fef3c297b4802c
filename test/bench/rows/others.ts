/** 8: the same traffic through another server that can be had as a package. */
import type { Benchmark, Outcome, Setting } from '../benchmark.ts';
import { doubts, type Measured, othersInWords, wholePerPacket } from '../measure.ts';
import { plusMinus } from '../report/numbers.ts';
import { janusMissing } from '../servers/janus.ts';
import { onStage } from '../stage.ts';
import { estimate } from '../statistics/estimate.ts';
import { interleave } from '../statistics/interleave.ts';
import type { ComparisonSize } from './cpu-per-packet.ts';

/** Plenum as Janus is, without transport-cc; Janus; Plenum as it is used. */
const columns = ['plain', 'janus', 'withTransportCc'] as const;
type Comparison = readonly Readonly<Record<(typeof columns)[number], Measured>>[];
type Figure = (window: Measured) => number;

/** So many packets as a video of 1 Mbit/s has: at three times that Janus loses some on a busy machine, and the load is no longer the same. */
const full: ComparisonSize = { starts: 4, blocks: 2, seconds: 5, subscribers: 60, packetsPerSecond: 100 };
const small: ComparisonSize = { starts: 1, blocks: 1, seconds: 2, subscribers: 10, packetsPerSecond: 100 };

export const others: Benchmark = {
  number: 8,
  name: 'others',
  title: 'Against Janus',
  method: `One publisher, ${full.subscribers} subscribers, ${full.packetsPerSecond} packets a second of about 1,200 bytes, through Plenum and through Janus as Debian packages it, with
its defaults (VideoRoom plugin, one thread for each client), one at a time, forth and back, in windows of ${full.seconds} s, both started anew ${full.starts} times. Each is counted whole: Plenum is its worker and its Node, Janus its one process. What
carries media is pinned to one core, Plenum's Node to the other, as everywhere here. Janus estimates no bandwidth of its receivers: **the columns to compare are the first two**, in which neither server uses
transport-cc towards them (both do towards the publisher). The third is Plenum as browsers use it, which pays for that estimate in processor time. Both encrypt with AEAD_AES_256_GCM and keep packets for retransmission. What else
differs: Janus takes no loopback interface, so its media go to another address of this machine, which does not leave it either; it forwards fewer header extensions, so that its packets are some bytes shorter; and
delay is told by RTP timestamps there, by abs-capture-time with Plenum.`,
  minutes: 5,
  missing: () => janusMissing(),
  run: async setting => outcomeOf(await compare(setting, setting.quick ? small : full)),
};

async function compare({ workerBin, log }: Setting, size: ComparisonSize): Promise<Comparison> {
  const rounds: Comparison[number][] = [];
  for (let start = 1; start <= size.starts; start += 1) {
    log(`start ${start} of ${size.starts}`);
    const more = await onStage({ kinds: ['plenum', 'janus'], workerBin }, async stage => {
      const { subscribers } = size;
      const [plain, janus, withTransportCc] = [
        await stage.gather('plenum', { subscribers, withTransportCc: false }),
        await stage.gather('janus', { subscribers, withTransportCc: false }),
        await stage.gather('plenum', { subscribers, withTransportCc: true }),
      ];
      const measures = {
        plain: () => plain.measure(size),
        janus: () => janus.measure(size),
        withTransportCc: () => withTransportCc.measure(size),
      };
      return interleave(measures, size.blocks);
    });
    rounds.push(...more);
  }
  return rounds;
}

function outcomeOf(rounds: Comparison): Outcome {
  const windows = rounds.flatMap(({ plain, janus, withTransportCc }) => [plain, janus, withTransportCc]);
  const ratio = estimate(rounds.map(({ plain, janus }) => wholePerPacket(plain) / wholePerPacket(janus)));
  const row = (name: string, of: Figure) => [
    name,
    ...columns.map(column => plusMinus(estimate(rounds.map(each => of(each[column]))), 2)),
  ];
  return {
    tables: [
      {
        head: ['', 'Plenum, without transport-cc', 'Janus', 'Plenum, with transport-cc'],
        rows: [
          row('processor time of the whole server, microseconds per packet', wholePerPacket),
          row('delay, ms', ({ delay }) => delay.p50),
          row('delay, 99th percentile, ms', ({ delay }) => delay.p99),
          row('packets lost, %', ({ loss }) => 100 * loss),
        ],
      },
    ],
    verdicts: [],
    remarks: [
      `Without transport-cc, Plenum takes ${plusMinus(ratio, 2)} times the processor time of Janus.`,
      ...doubts(windows),
      othersInWords(windows),
    ],
    raw: rounds,
  };
}
