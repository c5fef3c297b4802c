import { expect, test } from 'vitest';
import { KeptChecks } from '../../server/checks/kept-checks.ts';
import { createLog } from '../../server/log.ts';
import { aReport } from '../support/check-report.ts';
import { silent } from '../support/open-room.ts';

test('a report is found by its id, however it is read out', () => {
  const checks = new KeptChecks(silent);
  const ids = Array.from({ length: 200 }, () => checks.keep(aReport()));
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const heard = id.toLowerCase().replace('-', '').replaceAll('0', 'o').replaceAll('1', 'l');
    for (const spoken of [id, id.toLowerCase(), id.replace('-', ''), heard]) {
      expect(checks.find(spoken)).toMatchObject({ checkId: id, report: aReport() });
    }
  }
  for (const none of ['', 'ABCD', '0000-0000-0000', '__proto__']) expect(checks.find(none)).toBeUndefined();
});

test('the latest are kept, and listed first', () => {
  const checks = new KeptChecks(silent, 3);
  const ids = Array.from({ length: 5 }, () => checks.keep(aReport()));
  expect(checks.list().map(({ checkId }) => checkId)).toEqual(ids.slice(2).reverse());
  expect(checks.find(ids[1] ?? '')).toBeUndefined();
});

test('one line is logged, with nothing in it that a client could fill', () => {
  const lines: string[] = [];
  const checks = new KeptChecks(createLog('info', { write: line => lines.push(line) }));
  const id = checks.keep(aReport({ browser: 'Mosaic' }));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    check: id,
    verdict: 'relayed',
    ways: ['udp fails', 'turn-udp works'],
    msg: 'connection check',
  });
  expect(lines[0]).not.toMatch(/Mosaic|turn:/);
});
