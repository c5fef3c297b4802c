/**
 * Which program has a port open, as far as Linux tells this user: sockets of others' processes have no visible holder. `root` is the
 * folder that holds `proc`, `/` but in tests.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';

export interface PortHolder {
  readonly pid: number;
  /** The name of the program, without arguments: there may be secrets in those. */
  readonly program: string;
}

const listening = { tcp: '0A', udp: '07' } as const; // states, in the kernel's table

/** Undefined: nobody, or nobody that this user may see. */
export async function portHolder(
  protocol: 'tcp' | 'udp',
  port: number,
  root = '/',
): Promise<PortHolder | undefined> {
  const inodes = new Set(
    (
      await Promise.all(
        [protocol, `${protocol}6`].map(table =>
          inodesOf(`${root}/proc/net/${table}`, port, listening[protocol]),
        ),
      )
    ).flat(),
  );
  if (inodes.size === 0) return undefined;
  const pids = (await readdir(`${root}/proc`).catch(() => [])).filter(name => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holds(`${root}/proc/${pid}/fd`, inodes))) continue;
    const name = await readFile(`${root}/proc/${pid}/comm`, 'utf8').catch(() => 'a program');
    return { pid: Number(pid), program: name.trim() };
  }
  return undefined;
}

/** Lines of the table: `sl local_address rem_address st … inode`, the port in hexadecimal. */
async function inodesOf(table: string, port: number, state: string): Promise<string[]> {
  const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines.flatMap(line => {
    const columns = line.trim().split(/\s+/);
    const inode = columns[9];
    return columns[1]?.endsWith(suffix) && columns[3] === state && inode !== undefined ? [inode] : [];
  });
}

async function holds(folder: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map(each => readlink(`${folder}/${each}`).catch(() => '')));
  return targets.some(target => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''));
}
