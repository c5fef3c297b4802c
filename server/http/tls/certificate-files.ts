/**
 * The certificate that an operator keeps in files, and renews there: certbot and Kubernetes swap a symbolic link, others write
 * over the files. Looks at them instead of watching, which misses such swaps.
 */
import { readFile, stat } from 'node:fs/promises';
import { CertificateError, certificateOf } from './certificate.ts';
import type { CertificateSource } from './certificate-source.ts';

/** Paths of PEM files. */
export interface CertificatePaths {
  readonly cert: string;
  readonly key: string;
}

const labels = { cert: 'TLS_CERT', key: 'TLS_KEY' } as const;
const lookEvery = 2_000; // ms

export function certificateFiles(paths: CertificatePaths): CertificateSource {
  return {
    load: async () => certificateOf(await read('cert', paths), await read('key', paths), labels),
    state: async () => (await Promise.all([paths.cert, paths.key].map(stateOf))).join(' '),
    every: lookEvery,
  };
}

/** A private key that others on this machine can read, in words; undefined when there is none. */
export async function exposureWarning({ key }: CertificatePaths): Promise<string | undefined> {
  const { mode } = await stat(key);
  return mode & 0o004
    ? `everybody on this machine can read TLS_KEY ${key}: chmod o-r takes that away`
    : undefined;
}

async function read(which: keyof CertificatePaths, paths: CertificatePaths): Promise<string> {
  try {
    return await readFile(paths[which], 'utf8');
  } catch (error) {
    throw new CertificateError(`${labels[which]} cannot be read: ${(error as Error).message}`);
  }
}

/** Of the file that a link leads to. Size and time in nanoseconds, for a file may change twice in a millisecond. */
async function stateOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}/${size}/${mtimeNs}`;
  } catch {
    return 'none';
  }
}
