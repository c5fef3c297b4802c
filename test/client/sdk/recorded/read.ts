/**
 * Real reports of real browsers in a call of two: two samples of both transports, 2 s apart, one stat per line. Chromium 156 and
 * Firefox 153, Debian 12, camera 1280 x 720 in three VP8 layers. Addresses, certificates and credentials were taken out.
 */
import { readFileSync } from 'node:fs';
import type { RawStats } from '../../../../client/sdk/stats.ts';
import type { Stat } from '../../../../client/sdk/stats-report.ts';

type Line = Stat & { sample: number; transport: 'send' | 'recv' };

export function recorded(browser: 'chromium' | 'firefox'): RawStats['reports'][] {
  const text = readFileSync(new URL(`${browser}.jsonl`, import.meta.url), 'utf8');
  const lines: Line[] = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const report = (sample: number, transport: Line['transport']) =>
    new Map(
      lines
        .filter(line => line.sample === sample && line.transport === transport)
        .map(line => [line.id, line]),
    );
  return [0, 1].map(sample => ({ send: report(sample, 'send'), recv: report(sample, 'recv') }));
}
