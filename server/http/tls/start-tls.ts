/** From the settings to HTTPS: files of the operator, or a certificate of its own. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import { certificateFiles, exposureWarning } from './certificate-files.ts';
import { certificateNames } from './certificate-names.ts';
import { selfSigned } from './self-signed.ts';
import { Tls } from './tls.ts';

export interface TlsSettings {
  tls:
    | { readonly kind: 'off' }
    | { readonly kind: 'self-signed' }
    | { readonly kind: 'files'; readonly cert: string; readonly key: string };
  cacheDir: string;
  announcedAddresses: readonly string[];
  publicUrl: string | undefined;
}

/** Undefined: plain HTTP. Rejects with CertificateError when the files cannot be served. */
export async function startTls(settings: TlsSettings, log: Log): Promise<Tls | undefined> {
  const { tls, cacheDir, announcedAddresses: announced, publicUrl } = settings;
  if (tls.kind === 'off') return undefined;
  if (tls.kind === 'files') {
    const started = await Tls.start(certificateFiles(tls), log);
    const warning = await exposureWarning(tls);
    if (warning !== undefined) log.warn(warning);
    return started;
  }
  const whereabouts = { hostname: hostname(), interfaces: networkInterfaces(), announced, publicUrl };
  const names = certificateNames(whereabouts);
  return Tls.start(selfSigned({ dir: join(cacheDir, 'tls'), names, log }), log);
}
