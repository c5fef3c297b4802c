/** Where HAProxy is: Debian puts it where only root's PATH looks. */
import { findInPath } from '../../support/find-program.ts';

export function findHaproxy(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return findInPath('haproxy', { PATH: `${env.PATH ?? ''}:/usr/sbin` });
}
