/**
 * The ciphers that the build of the worker puts into libsrtp, compiled as that build compiles them, beside those of the distribution.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDir } from '../support/temporary-dir.ts';

const overlay = fileURLToPath(
  new URL('../../server/media/worker-binary/overlays/libsrtp3/openssl', import.meta.url),
);
const check = fileURLToPath(new URL('./srtp-on-openssl.c', import.meta.url));

const libraries = spawnSync('pkg-config', ['--cflags', '--libs', 'libsrtp2', 'libcrypto'], {
  encoding: 'utf8',
});

// Where the worker was downloaded there is nothing to build with, and nothing that was built.
test.skipIf(libraries.status !== 0)(
  "libsrtp takes OpenSSL's ciphers, which write and read what its own do and refuse what is forged",
  async () => {
    const program = join(await temporaryDir(), 'srtp-on-openssl');
    const sources = readdirSync(overlay)
      .filter(name => name.endsWith('.c'))
      .map(name => join(overlay, name));
    const flags = ['-O1', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined', '-I', overlay];
    execFileSync('cc', [...flags, '-o', program, check, ...sources, ...libraries.stdout.trim().split(/\s+/)]);
    const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  },
);
