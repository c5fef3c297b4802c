/**
 * Holds client/README.md to the SDK: every export has a heading, every member a row, and nothing else has; every code block compiles.
 * The headings and rows are written as types, and the compiler compares them with the sources.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const project = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFile(path.join(project, file), 'utf8');

interface Export {
  name: string;
  isType: boolean;
}

/** What client/sdk/index.ts exports: it consists of nothing but lists of names. */
function exportsOf(index: string): Export[] {
  const lists = [...index.matchAll(/export (type )?\{([^}]*)\}/g)];
  return lists.flatMap(([, allTypes, names = '']) =>
    names
      .split(',')
      .map(name => name.trim())
      .filter(Boolean)
      .map(name => ({
        name: name.replace(/^type /, ''),
        isType: Boolean(allTypes) || name.startsWith('type '),
      })),
  );
}

interface Section {
  name: string;
  rows: string[];
}

/** The headings that are code, each with the first words of its table's rows. */
function sectionsOf(readme: string): Section[] {
  return readme
    .split(/^#{1,3} /m)
    .filter(section => section.startsWith('`'))
    .map(section => ({
      name: /^`(\w+)`/.exec(section)?.[1] ?? '',
      rows: [...section.matchAll(/^\| `(?:[A-Z]\w*\.)?([\w-]+)/gm)].map(([, row = '']) => row),
    }));
}

/** What of a type is its own: words of a union of words, else names of fields; of an error not what every error has. */
const preface = `
import * as sdk from 'plenum/client';
type Own<T> = Exclude<keyof T, T extends Error ? keyof Error : never>;
type Statics<C> = Exclude<keyof C, 'prototype' | keyof ErrorConstructor>;
type Members<T> = T extends string ? (string extends T ? never : T) : T extends null | undefined ? never : Own<T>;
type OfEvent = Own<sdk.RoomEvent>; // what all events have
`;

function checkOf({ name, rows }: Section, { isType }: Export): string {
  const written = `({ ${rows.map(row => `'${row}': true`).join(', ')} })`;
  if (name === 'RoomEvent') return `${written} satisfies Record<OfEvent, true>;`;
  if (isType) return `${written} satisfies Record<Members<sdk.${name}>, true>;`;
  if (!/^[A-Z]/.test(name)) return `void sdk.${name};`;
  return `${written} satisfies Record<Members<sdk.${name}> | Statics<typeof sdk.${name}>, true>;`;
}

/** Types whose members are those of the browser's. */
const inWords = ['Captured'];

function blocksOf(readme: string): string[] {
  return [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
}

/** What the compiler says of these files, with the project's own settings. */
async function compile(files: Record<string, string>): Promise<string[]> {
  await mkdir(path.join(project, 'test-results'), { recursive: true });
  const folder = await mkdtemp(path.join(project, 'test-results/readme-'));
  try {
    const compilerOptions = { noUnusedLocals: false };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const tsc = path.join(project, 'node_modules/.bin/tsc');
    const said = await new Promise<string>(resolve => {
      execFile(tsc, ['-p', '.'], { cwd: folder }, (_, stdout) => resolve(stdout));
    });
    return said.split('\n').filter(Boolean);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function membersFile(index: string, readme: string): string {
  const exported = new Map(exportsOf(index).map(each => [each.name, each]));
  const checks = sectionsOf(readme).flatMap(section => {
    const known = exported.get(section.name);
    return known && !inWords.includes(section.name) ? [checkOf(section, known)] : [];
  });
  return [preface, ...checks].join('\n');
}

let said: string[];

/** All at once: the compiler takes longest to read what is not ours. */
beforeAll(async () => {
  const [index = '', ...readmes] = await Promise.all(
    ['client/sdk/index.ts', 'client/README.md', 'README.md'].map(read),
  );
  const blocks = readmes.flatMap(blocksOf).map((code, at) => [`block-${at}.ts`, `${code}\nexport {};\n`]);
  said = await compile({ 'members.ts': membersFile(index, readmes[0] ?? ''), ...Object.fromEntries(blocks) });
}, 60_000);

test('every export has a heading, and every heading is an export', async () => {
  const exported = exportsOf(await read('client/sdk/index.ts')).map(({ name }) => name);
  const headings = sectionsOf(await read('client/README.md')).map(({ name }) => name);
  expect(exported.length).toBeGreaterThan(40);
  expect(headings.toSorted()).toEqual(exported.toSorted());
});

test('every member, event and word has a row, and every row is one', () => {
  expect(said.filter(line => !line.startsWith('block-'))).toEqual([]);
});

test('every code block compiles', async () => {
  expect(blocksOf(await read('client/README.md')).length).toBeGreaterThan(8);
  expect(said.filter(line => line.startsWith('block-'))).toEqual([]);
});

test('the example of the first page is at most 30 lines', async () => {
  const [block = ''] = blocksOf(await read('README.md'));
  expect(block.split('\n').length - 1).toBeLessThanOrEqual(30);
});
