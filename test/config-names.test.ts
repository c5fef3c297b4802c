/** Names that are nearly those of settings, and names of others that are not to be taken for slips. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadConfig, misspeltIn } from '../server/config.ts';
import { aboutNames } from '../server/doctor/checks/settings.ts';

test.each([
  ['ANNOUNCED_ADRESS', 'ANNOUNCED_ADDRESS'],
  ['ANOUNCED_ADRESS', 'ANNOUNCED_ADDRESS'],
  ['ANNOUNCED_ADDRESSES', 'ANNOUNCED_ADDRESS'],
  ['PUBLIC_URI', 'PUBLIC_URL'],
  ['TURN_URL', 'TURN_URLS'],
  ['TURN_SECERT_FILE', 'TURN_SECRET_FILE'],
  ['PROT', 'PORT'],
  ['WORKER', 'WORKERS'],
  ['LOGLEVEL', 'LOG_LEVEL'],
])('%s: did you mean %s?', (given, meant) => {
  expect(loadConfig({ [given]: 'anything' }, {}).misspelt).toEqual([{ given, meant }]);
  expect(aboutNames([{ given, meant }])).toMatchObject([
    { status: 'warning', subject: given, remedy: expect.stringContaining(meant) },
  ]);
});

test('what shells, npm and others set is nobody’s slip', () => {
  const usual =
    'HOME PATH PWD USER TERM LANG LC_ALL SHELL MAIL HOSTNAME TZ PS1 NODE_ENV NODE INIT_CWD LOGNAME XDG_CACHE_HOME TMPDIR';
  expect(misspeltIn(Object.fromEntries(usual.split(' ').map(name => [name, 'x'])))).toEqual([]);
});

test('nor what stands beside a server: the names in the files of the stack and of coturn', async () => {
  const files = [
    'docker-compose.yml',
    '.env.docker.example',
    'container/plenum.sh',
    'coturn/start.sh',
    '.env.example',
  ];
  const texts = await Promise.all(
    files.map(file => readFile(new URL(`../${file}`, import.meta.url), 'utf8')),
  );
  const names = new Set(texts.join('\n').match(/\b[A-Z][A-Z_]+[A-Z]\b/g));
  expect(names.size).toBeGreaterThan(80);
  expect(misspeltIn(Object.fromEntries([...names].map(name => [name, 'x'])))).toEqual([]);
});
