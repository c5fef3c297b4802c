/** An examination as a whole: that no check can spoil the others, and who shares its result. */

import Value from 'typebox/value';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DoctorReport } from '#protocol/doctor.ts';
import { Doctor } from '../../server/doctor/doctor.ts';
import { examine, reportOf } from '../../server/doctor/examine.ts';
import { reporterOf } from '../../server/doctor/findings.ts';
import { createLog } from '../../server/log.ts';
import { type noDoors, patient } from '../support/patient.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const report = reporterOf('fine');
const fine = async () => [report.ok('it', 'It works.')];

test('a check that throws, and one that never ends, become findings of their own', async () => {
  const checks = {
    fine,
    broken: () => Promise.reject(new Error('something broke')),
    endless: () => new Promise<never>(() => {}),
  };
  const examining = examine(patient(), checks);
  await vi.advanceTimersByTimeAsync(15_000);
  const { healthy, findings } = await examining;
  expect(healthy).toBe(false);
  expect(findings).toMatchObject([
    { check: 'fine', status: 'ok' },
    { check: 'broken', status: 'error', sentence: expect.stringContaining('something broke') },
    { check: 'endless', status: 'error', sentence: expect.stringContaining('12 s') },
  ]);
});

test('it closes the doors that it opened, also those that open too late', async () => {
  let open: (doors: typeof noDoors) => void = () => {};
  const close = vi.fn();
  const openDoors = () => new Promise<typeof noDoors>(resolve => (open = resolve));
  const examining = examine(patient({ rest: { openDoors } }), { fine });
  await examining;
  expect(close).not.toHaveBeenCalled();
  open({ doors: [], close });
  await vi.advanceTimersByTimeAsync(0);
  expect(close).toHaveBeenCalledOnce();
});

test('whatever others say in it, it fits the schema, and leaves terminals alone', async () => {
  const evil = async () => [
    report.error('\u001b[2J'.repeat(500), '\u202ex\n'.repeat(5_000), 'y'.repeat(9_000)),
  ];
  const found = await examine(patient(), { evil });
  expect(Value.Check(DoctorReport, found)).toBe(true);
  expect(JSON.stringify(found)).not.toMatch(/\\u001b|\\n|\u202e/);
});

test('one examination at a time, whoever asks, and kept for some seconds', async () => {
  const how = vi.fn(async () => reportOf([]));
  const doctor = new Doctor(patient, how);
  const [one, other] = await Promise.all([doctor.examine(), doctor.examine()]);
  expect(one).toBe(other);
  expect(await doctor.examine()).toBe(one);
  expect(how).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(10_001);
  expect(await doctor.examine()).not.toBe(one);
  expect(how).toHaveBeenCalledTimes(2);
});

test('at the start it logs warnings and errors, each with its remedy, and nothing that is well', async () => {
  const lines: unknown[] = [];
  const log = createLog('info', { write: line => lines.push(JSON.parse(line)) });
  const findings = [
    report.ok('a', 'It works.'),
    report.skipped('b', 'There is none.'),
    report.warning('c', 'It is small.', 'Make it larger.'),
    report.error('d', 'It is broken.', 'Mend it.'),
  ];
  const how = vi.fn(async () => reportOf(findings));
  const doctor = new Doctor(patient, how);
  await doctor.tell(log);
  expect(lines).toMatchObject([
    { level: 40, check: 'fine', subject: 'c', remedy: 'Make it larger.', msg: 'doctor: It is small.' },
    { level: 50, check: 'fine', subject: 'd', remedy: 'Mend it.', msg: 'doctor: It is broken.' },
  ]);

  // The second look.
  lines.length = 0;
  how.mockResolvedValue(reportOf(findings.slice(0, 3)));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toMatchObject([{ level: 30, subject: 'd', msg: 'doctor: it is well now' }]);
});

test('a server that is closed looks no second time', async () => {
  const how = vi.fn(async () => reportOf([report.error('d', 'It is broken.', 'Mend it.')]));
  const doctor = new Doctor(patient, how);
  await doctor.tell(createLog('silent'));
  doctor.close();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(how).toHaveBeenCalledOnce();
});

test('an examination that cannot even begin ends no server, and the next who asks tries anew', async () => {
  const lines: unknown[] = [];
  const log = createLog('info', { write: line => lines.push(JSON.parse(line)) });
  const patientOf = vi.fn(patient).mockImplementationOnce(() => {
    throw new Error('there is nobody');
  });
  const doctor = new Doctor(patientOf, async () => reportOf([report.ok('a', 'It works.')]));
  await doctor.tell(log);
  expect(lines).toMatchObject([{ level: 50, msg: 'doctor: the examination failed' }]);
  expect(await doctor.examine()).toMatchObject({ healthy: true });
});
