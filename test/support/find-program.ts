/** Where a program of this machine is. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first folder of PATH that has it counts; undefined: none has. */
export function findInPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
