/** The tables of a report, as texts: the same in a terminal and on a page. Pure. */
import { bitrate, bytes, number, percent } from './format.ts';
import type { Report } from './report.ts';
import type { ServerSummary } from './server-summary.ts';
import type { Distribution, Stage, Summary } from './summary.ts';

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below it. */
  readonly notes?: readonly string[];
}

const stageWords: Record<Stage, string> = {
  hello: 'the server says hello',
  joined: 'joined',
  connected: 'ICE and DTLS, receiving',
  sendConnected: 'ICE and DTLS, sending',
  firstAudio: 'first sound',
  firstVideo: 'first key frame',
};

export function tablesOf(report: Report, summary: Summary): Table[] {
  return [
    timesTable(summary),
    delaysTable(summary),
    trafficTable(summary),
    ...(Object.keys(summary.failures).length > 0 ? [failuresTable(summary)] : []),
    ...summary.servers.flatMap(serverTables),
    toolTable(summary, report.parts.length),
  ];
}

const percentiles = ['50 %', '95 %', '99 %', 'worst'];

function timesTable({ times }: Summary): Table {
  const stageNames = Object.keys(stageWords) as Stage[];
  return {
    title: 'Milliseconds from opening the socket until',
    columns: ['', 'visits', ...percentiles],
    rows: stageNames.map(stage => [stageWords[stage], ...distributionCells(times[stage])]),
    notes: ['Receiving, first sound and first key frame: of those only who came when others were sending.'],
  };
}

function delaysTable({ delays }: Summary): Table {
  return {
    title: 'Milliseconds from capture to arrival of',
    columns: ['', 'packets', ...percentiles],
    rows: [
      ['sound', ...distributionCells(delays.audio)],
      ['pictures', ...distributionCells(delays.video)],
    ],
    notes: ['By the clock of this machine: between machines they are only as right as the clocks agree.'],
  };
}

function distributionCells({ count, p50, p95, p99, max }: Distribution): string[] {
  return [count, p50, p95, p99, max].map(number);
}

function trafficTable({ traffic, peers, visits }: Summary): Table {
  const { jitter } = traffic;
  return {
    title: 'Traffic of all peers',
    columns: ['', ''],
    rows: [
      ['peers', `${number(peers.length)}, in ${number(visits)} visits`],
      [
        'received',
        `${bitrate(traffic.received)}; in all ${number(traffic.receivedPackets)} packets, ${bytes(traffic.receivedBytes)}`,
      ],
      [
        'sent',
        `${bitrate(traffic.sent)}; in all ${number(traffic.sentPackets)} packets, ${bytes(traffic.sentBytes)}`,
      ],
      ['lost', `${percent(traffic.loss)}; ${number(traffic.recovered)} packets came by retransmission`],
      ['jitter', `${number(jitter.p50)} ms, 95th percentile of the streams ${number(jitter.p95)} ms`],
      [
        'freezes',
        `${number(traffic.freezes)}, ${number(traffic.freezesPerMinute)} for each minute of a video`,
      ],
      [
        'came back',
        `${number(traffic.reconnects)} sockets, ${number(traffic.generations)} times new media, ${number(traffic.iceRestarts)} ICE restarts`,
      ],
      ['verified', `${number(traffic.verified)} packets; ${number(traffic.rejected)} were wrong`],
    ],
  };
}

function failuresTable({ failures }: Summary): Table {
  const rows = Object.entries(failures).sort(([, a], [, b]) => b - a);
  return {
    title: 'Failures',
    columns: ['', 'visits'],
    rows: rows.map(([word, count]) => [word, number(count)]),
  };
}

function serverTables(server: ServerSummary): Table[] {
  const { processes, missing, own, url } = server;
  const rows = processes.map(({ name, cpu, worstCpu, memory }) => [
    name,
    percent(cpu),
    percent(worstCpu),
    bytes(memory),
  ]);
  const counts = countRows(server).filter(([, value]) => value !== '–');
  return [
    {
      title: own ? 'The server, on this machine' : `The server, ${url}`,
      columns: ['', 'of a core', 'worst 5 s', 'memory'],
      rows,
      notes: [...missing],
    },
    ...(counts.length === 0 ? [] : [{ title: 'The server’s own counts', columns: ['', ''], rows: counts }]),
  ];
}

function countRows({ loopDelay, rates, ...most }: ServerSummary): string[][] {
  const bits = (each: number | null) => bitrate(each === null ? null : each * 8);
  const both = (into: string, out: string) => (into === '–' && out === '–' ? '–' : `${into} in, ${out} out`);
  return [
    ['rooms', number(most.rooms)],
    ['peers', number(most.peers)],
    ['producers', number(most.producers)],
    ['consumers', number(most.consumers)],
    ['packets each second', both(number(rates.packetsIn), number(rates.packetsOut))],
    ['media', both(bits(rates.bytesIn), bits(rates.bytesOut))],
    ['lost each second', both(number(rates.lostIn), number(rates.lostOut))],
    ['NACKs each second', both(number(rates.nacksIn), number(rates.nacksOut))],
    ['PLIs each second', both(number(rates.plisIn), number(rates.plisOut))],
    ['event loop late, worst 99 %', loopDelay === null ? '–' : `${number(loopDelay)} ms`],
  ];
}

function toolTable({ tool }: Summary, machines: number): Table {
  const rows = tool.map(each => [
    machines > 1 ? `machine ${each.part + 1}, process ${each.number + 1}` : `process ${each.number + 1}`,
    number(each.peers),
    percent(each.cpu),
    percent(each.worstCpu),
    `${number(each.loopDelay)} ms`,
    `${number(each.lateness)} ms`,
    number(each.kernelDrops),
  ]);
  const columns = ['', 'peers', 'of a core', 'worst 5 s', 'loop late', 'sending late', 'kernel drops'];
  return { title: 'The tool itself', columns, rows };
}
