import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { temporaryDir } from '../../support/temporary-dir.ts';
import { processTimes } from './process-times.ts';
import { seriesIn } from './prometheus-text.ts';
import { missingIn, readingsOf } from './readings.ts';

test('reads what prom-client writes, odd labels and values included', async () => {
  const registers = [new Registry()];
  const gauge = new Gauge({ name: 'odd', help: 'a\nb', labelNames: ['word'], registers });
  gauge.set({ word: 'a "b" \\ c\nd, e="f"} g' }, 1.5);
  gauge.set({ word: '' }, Number.POSITIVE_INFINITY);
  new Counter({ name: 'plain_total', help: 'p', registers }).inc(3e9);
  expect(seriesIn((await registers[0]?.metrics()) ?? '')).toEqual([
    { name: 'odd', labels: { word: 'a "b" \\ c\nd, e="f"} g' }, value: 1.5 },
    { name: 'odd', labels: { word: '' }, value: Number.POSITIVE_INFINITY },
    { name: 'plain_total', labels: {}, value: 3e9 },
  ]);
});

test('what is no line of the format is left out', () => {
  expect(seriesIn('<html>\nname\nname{x="1"}\nname{x="1"} one\n9name 1\ngood 1 1700000000000\n')).toEqual([
    { name: 'good', labels: {}, value: 1 },
  ]);
});

test('readings are sums over labels, by direction; what is absent is told', () => {
  const read = readingsOf(
    seriesIn(
      [
        'plenum_consumers{kind="audio"} 3',
        'plenum_consumers{kind="video"} 4',
        'plenum_rtp_packets_total{direction="in"} 10',
        'plenum_rtp_packets_total{direction="out"} 70',
        'plenum_worker_cpu_seconds_total{worker="0"} 1.5',
        'plenum_worker_cpu_seconds_total{worker="1"} 2.5',
        'process_cpu_seconds_total 0.5',
      ].join('\n'),
    ),
  );
  expect(read.values).toEqual({ consumers: 7, packetsIn: 10, packetsOut: 70 });
  expect(read.cpu).toEqual({ node: 0.5, 'worker 0': 1.5, 'worker 1': 2.5 });
  expect(missingIn(read)).toContain('The server does not tell plenum_rtp_bytes_total.');
  expect(missingIn(read)).not.toContain('The server does not tell plenum_rtp_packets_total.');
});

test('processor time is of the server and its workers, and of nobody else', async () => {
  const proc = await temporaryDir();
  const stat = async (pid: number, command: string, parent: number, ticks: number, started: number) => {
    await mkdir(join(proc, String(pid)));
    const rest = [0, 0, 0, 0, 0, 0, 0, 0, 0, ticks, 50, 9, 9, 20, 0, 1, 0, started, 999, 10];
    await writeFile(
      join(proc, String(pid), 'stat'),
      `${pid} (${command}) S ${parent} ${rest.join(' ')} 0 0\n`,
    );
  };
  await stat(10, 'node', 1, 150, 5);
  await stat(12, 'mediasoup-worke', 10, 950, 9);
  await stat(11, 'mediasoup-worke', 10, 250, 7);
  await stat(13, 'a ) b', 10, 7, 8);
  await stat(14, 'mediasoup-worke', 99, 7, 8);
  expect(processTimes(10, proc)).toEqual({
    cpu: { node: 2, 'worker 0': 3, 'worker 1': 10 },
    memory: { node: 40_960, 'worker 0': 40_960, 'worker 1': 40_960 },
  });
  expect(processTimes(77, proc)).toEqual({ cpu: {}, memory: {} });
});
