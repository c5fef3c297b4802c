import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elsewhere } from '../../../server/media/worker-binary/build.ts';
import { layOutSource } from '../../../server/media/worker-binary/source-tree.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

test('macOS and other systems are told what to do in a sentence of their own', () => {
  expect(elsewhere('darwin')).toContain('npm explore mediasoup -- npm run postinstall');
  expect(elsewhere('linux')).toContain('only on Debian and Ubuntu');
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    expect(elsewhere(platform)).toContain('set MEDIASOUP_WORKER_BIN');
  }
});

test('the patches fit the installed mediasoup, and no sub-project is left to be downloaded', async () => {
  const target = join(await temporaryDir(), 'source');
  await layOutSource(target);
  const dtls = await readFile(join(target, 'src', 'RTC', 'DtlsTransport.cpp'), 'utf8');
  expect(dtls).toContain('(operationType & BIO_CB_RETURN) != 0');
  for (const name of await readdir(join(target, 'subprojects'))) {
    if (!name.endsWith('.wrap')) continue;
    expect(await readFile(join(target, 'subprojects', name), 'utf8')).not.toContain('_url');
  }
});
