/**
 * A certificate that the server makes for itself and keeps, so that people accept it once: HTTPS, and with it cameras, in a
 * network without a domain.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import { type Certificate, certificateOf } from './certificate.ts';
import type { CertificateNames } from './certificate-names.ts';
import type { CertificateSource } from './certificate-source.ts';

export interface SelfSignedOptions {
  /** Folder in which it is kept. Others on this machine cannot look into it. */
  dir: string;
  names: CertificateNames;
  log: Log;
}

const day = 86_400_000; // ms
/** With the day before, 397 days at most: of longer ones browsers think ill. */
const lifetime = 396 * day;
/** What is left of it when it is made anew. */
const renewal = 30 * day;
const lookEvery = day / 24;
const fileName = 'self-signed.pem';
const labels = { cert: fileName, key: fileName } as const;

export function selfSigned({ dir, names, log }: SelfSignedOptions): CertificateSource {
  const path = join(dir, fileName);
  return {
    async load() {
      const kept = await keptAt(path);
      if (kept && stillGood(kept, names)) return kept;
      const pem = await make(names);
      await keep(pem, dir, path, log);
      return certificateOf(pem, pem, labels);
    },
    state: async () => String(Math.floor(Date.now() / lookEvery)),
    every: lookEvery,
  };
}

/** Undefined: none, or none that is whole. */
async function keptAt(path: string): Promise<Certificate | undefined> {
  try {
    const pem = await readFile(path, 'utf8');
    return certificateOf(pem, pem, labels);
  } catch {
    return undefined;
  }
}

function stillGood(certificate: Certificate, { needed }: CertificateNames): boolean {
  const { until, covers } = certificate;
  return until.getTime() - Date.now() > renewal && needed.every(covers);
}

/** Key and certificate in one text, so that no crash can leave one without the other. */
async function make({ listed }: CertificateNames): Promise<string> {
  const { generate } = await import('selfsigned'); // 10 MB that most servers never need
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: 'Plenum' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - day), // clocks of phones and laptops differ
    notAfterDate: new Date(now + lifetime),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: listed.map(altName) },
    ],
  });
  return `${made.private.trim()}\n${made.cert.trim()}\n`;
}

function altName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host };
}

/** A server that cannot keep it serves it all the same: people then accept a new one after each start. */
async function keep(pem: string, dir: string, path: string, log: Log): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(dir, { recursive: true });
    await chmod(dir, 0o700);
    await writeFile(unfinished, pem, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    const why = (error as Error).message;
    log.warn(`the certificate cannot be kept, and browsers will warn anew after each start: ${why}`);
  }
}
