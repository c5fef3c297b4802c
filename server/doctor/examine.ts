/**
 * One examination: every check at the same time, each with a deadline, none able to spoil the others. Knows no single one of them.
 */
import type { DoctorReport, Finding } from '../protocol/doctor.ts';
import { checks as allChecks, type Check } from './checks/index.ts';
import { reasonOf, reporterOf } from './findings.ts';
import type { Patient } from './patient.ts';

const deadline = 12_000; // ms of each check, and of opening the doors

/** Never rejects. */
export async function examine(
  patient: Patient,
  checks: Readonly<Record<string, Check>> = allChecks,
  limit = deadline,
): Promise<DoctorReport> {
  const opening = patient.openDoors();
  const doors = within(
    limit,
    opening.then(opened => opened.doors),
  );
  doors.catch(() => {}); // whoever needs them tells
  const found = await Promise.all(
    Object.entries(checks).map(([name, check]) =>
      findingsOf(name, () => check({ ...patient, doors }), limit),
    ),
  );
  // Those that come too late are closed when they come.
  void opening.then(opened => opened.close()).catch(() => {});
  return reportOf(found.flat());
}

export function reportOf(findings: readonly Finding[]): DoctorReport {
  const healthy = findings.every(({ status }) => status !== 'error');
  return { at: Date.now(), healthy, findings: [...findings] };
}

async function findingsOf(name: string, check: () => Promise<Finding[]>, limit: number): Promise<Finding[]> {
  try {
    return await within(limit, check());
  } catch (error) {
    const remedy =
      'Run `npm run doctor` again. If it says the same, this check has a fault: please report it.';
    return [reporterOf(name).error('this check', `It did not come to an end: ${reasonOf(error)}.`, remedy)];
  }
}

async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it took more than ${limit / 1_000} s`)), limit);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
