/**
 * A report as a page: one file that asks for nothing else. First the verdict and the numbers that it rests on, then plots, then tables.
 * Pure.
 */
import { type Threshold, thresholdText } from '../verdict/thresholds.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { circumstances } from './circumstances.ts';
import { bitrate, bytes, number, percent } from './format.ts';
import { pageStyle } from './html-style.ts';
import { escapeMarkup } from './markup.ts';
import type { PeerSummary } from './peer-summary.ts';
import type { Report } from './report.ts';
import type { Summary } from './summary.ts';
import { type Table, tablesOf } from './tables.ts';
import { plotsOf } from './time-plots.ts';

/** Beyond it a page is no way to read them; the JSON has all. */
const mostPeers = 500;

export function htmlOf(report: Report, summary: Summary, verdict: Verdict): string {
  const { result, sentence, invalid, remarks, thresholds } = verdict;
  const what = report.parts.flatMap(circumstances);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Load report: ${escapeMarkup(sentence)}</title><style>${pageStyle}</style></head><body>`,
    '<h1>Plenum, load report</h1>',
    `<p class="verdict ${result}">${escapeMarkup(sentence)}</p>`,
    list([...invalid, ...remarks]),
    thresholds.length > 1 ? thresholdList(thresholds) : '',
    `<div class="cards">${cards(summary).join('')}</div>`,
    ...what.map(each => `<p class="what">${escapeMarkup(each)}</p>`),
    `<h2>Over time</h2><div class="plots">${plotsOf(report).join('')}</div>`,
    `<div class="tables">${tablesOf(report, summary).map(tableHtml).join('')}</div>`,
    peersHtml(summary.peers),
    '</body></html>',
  ].join('\n');
}

function cards({ times, delays, traffic, peers, failures, servers }: Summary): string[] {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const workers = servers.flatMap(({ processes }) =>
    processes.filter(({ name }) => name.startsWith('worker')),
  );
  const busiest = workers.length === 0 ? null : Math.max(...workers.map(({ worstCpu }) => worstCpu));
  const memory = servers.flatMap(({ processes }) => processes.map(each => each.memory ?? 0));
  const ms = (value: number | null) => (value === null ? '–' : `${number(value)} ms`);
  return [
    card(number(peers.length), 'peers'),
    card(number(failed), 'failures'),
    card(ms(times.joined.p95), 'to join, 95th percentile'),
    card(ms(times.firstVideo.p95 ?? times.firstAudio.p95), 'to first media, 95th percentile'),
    card(ms(delays.video.p99 ?? delays.audio.p99), 'from capture to arrival, 99th percentile'),
    card(bitrate(traffic.received), 'received by all peers'),
    card(percent(traffic.loss), 'of packets lost'),
    card(number(traffic.freezesPerMinute), 'freezes in a minute of a video'),
    card(percent(busiest), 'of a core, busiest worker'),
    card(
      memory.length === 0 ? '–' : bytes(memory.reduce((sum, each) => sum + each, 0)),
      'memory of the server',
    ),
  ];
}

function card(value: string, meaning: string): string {
  return `<div class="card"><b>${value}</b><span>${meaning}</span></div>`;
}

function list(sentences: readonly string[]): string {
  if (sentences.length === 0) return '';
  return `<ul>${sentences.map(each => `<li>${escapeMarkup(each)}</li>`).join('')}</ul>`;
}

function thresholdList(thresholds: readonly Threshold[]): string {
  const rows = thresholds.map(each => [thresholdText(each), each.kept ? 'kept' : 'not kept']);
  return tableHtml({ title: 'Limits', columns: ['', ''], rows });
}

function tableHtml({ title, columns, rows, notes = [] }: Table): string {
  const head = columns.some(column => column !== '')
    ? `<tr>${columns.map(column => `<th>${escapeMarkup(column)}</th>`).join('')}</tr>`
    : '';
  const body = rows.map(
    row =>
      `<tr>${row.map(cell => `<td${cell === 'not kept' ? ' class="no"' : ''}>${escapeMarkup(cell)}</td>`).join('')}</tr>`,
  );
  const pairs = head === '' ? ' class="pairs"' : '';
  const below = notes.map(note => `<p class="note">${escapeMarkup(note)}</p>`).join('');
  return `<section><h2>${escapeMarkup(title)}</h2><div class="wide"><table${pairs}>${head}${body.join('')}</table></div>${below}</section>`;
}

/** Those first to whom most went wrong. */
function peersHtml(peers: readonly PeerSummary[]): string {
  const worst = peers.toSorted(
    (a, b) => b.failures.length - a.failures.length || b.loss - a.loss || b.freezes - a.freezes,
  );
  const rows = worst
    .slice(0, mostPeers)
    .map(peer => [
      `${peer.room}, ${peer.number}`,
      peer.client,
      number(peer.visits),
      bitrate(peer.received),
      bitrate(peer.sent),
      percent(peer.loss),
      `${number(peer.jitter)} ms`,
      number(peer.freezes),
      number(peer.reconnects),
      number(peer.generations),
      [...new Set(peer.failures)].join(', '),
    ]);
  const columns = [
    'room, number',
    'client',
    'visits',
    'received',
    'sent',
    'lost',
    'jitter',
    'freezes',
    'came back',
    'new media',
    'failures',
  ];
  const left =
    peers.length > mostPeers ? [`The worst ${mostPeers} of ${peers.length}; the JSON report has all.`] : [];
  const table = tableHtml({ title: 'Each peer', columns, rows, notes: left });
  return `<details><summary>Each peer, the worst first</summary>${table}</details>`;
}
