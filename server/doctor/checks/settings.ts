/** Settings that have no effect because their names are not quite right. That values are right is seen to before a server starts. */
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { ExaminedSettings, Opened } from '../patient.ts';

const report = reporterOf('settings');

export async function checkSettings({ settings }: Opened): Promise<Finding[]> {
  const found = aboutNames(settings.misspelt);
  return found.length > 0 ? found : [report.ok('settings', 'Their names and values are right.')];
}

export function aboutNames(misspelt: ExaminedSettings['misspelt']): Finding[] {
  return misspelt.map(({ given, meant }) =>
    report.warning(
      given,
      `There is no setting of this name, so it has no effect. Did you mean ${meant}?`,
      `Write ${meant} in the place of ${given} in .env, or where the server gets its environment from.`,
    ),
  );
}
