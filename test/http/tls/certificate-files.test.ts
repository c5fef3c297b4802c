import { chmod, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificateFiles, exposureWarning } from '../../../server/http/tls/certificate-files.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const pair = await makeCertificate(['meet.example']);

async function files() {
  const dir = await temporaryDir();
  const paths = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
  await writeFile(paths.cert, pair.cert);
  await writeFile(paths.key, pair.key, { mode: 0o600 });
  return { dir, paths, source: certificateFiles(paths) };
}

test('both are read', async () => {
  const { source } = await files();
  expect((await source.load()).covers('meet.example')).toBe(true);
});

test('the setting of a file that cannot be read is named', async () => {
  const { dir, paths } = await files();
  const missing = join(dir, 'none.pem');
  await expect(certificateFiles({ ...paths, cert: missing }).load()).rejects.toThrow(
    /^TLS_CERT cannot be read: ENOENT/,
  );
  await expect(certificateFiles({ ...paths, key: dir }).load()).rejects.toThrow(
    /^TLS_KEY cannot be read: EISDIR/,
  );
});

test('what may be another pair has another state: written over, moved there, touched, gone', async () => {
  const { dir, paths, source } = await files();
  const states = [await source.state()];
  expect(await source.state()).toBe(states[0]);
  const changes = [
    () => writeFile(paths.cert, `${pair.cert}\n`),
    async () => {
      await writeFile(join(dir, 'new'), pair.key);
      await rename(join(dir, 'new'), paths.key);
    },
    () => utimes(paths.cert, new Date(), new Date(Date.now() + 1_000)),
    () => rename(paths.key, join(dir, 'away')),
  ];
  for (const change of changes) {
    await change();
    states.push(await source.state());
  }
  expect(new Set(states).size).toBe(5);
});

test('links that lead elsewhere now have another state, even where the links are in a folder that is one', async () => {
  const dir = await temporaryDir();
  const [first, second] = [await files(), await files()];
  await symlink(first.dir, join(dir, '..data'));
  for (const name of ['cert.pem', 'key.pem']) await symlink(join('..data', name), join(dir, name));
  const source = certificateFiles({ cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') });
  const before = await source.state();
  await symlink(second.dir, join(dir, '..data_tmp'));
  await rename(join(dir, '..data_tmp'), join(dir, '..data'));
  expect(await source.state()).not.toBe(before);
  expect((await source.load()).covers('meet.example')).toBe(true);
});

test('a key that everybody on the machine can read is told of', async () => {
  const { paths } = await files();
  expect(await exposureWarning(paths)).toBeUndefined();
  await chmod(paths.key, 0o640); // a group may be meant
  expect(await exposureWarning(paths)).toBeUndefined();
  await chmod(paths.key, 0o644);
  expect(await exposureWarning(paths)).toBe(
    `everybody on this machine can read TLS_KEY ${paths.key}: chmod o-r takes that away`,
  );
});
