/** The Dockerfile without an engine: that it parses, and what must not change in it unseen. */
import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { expect, test } from 'vitest';

const text = readFileSync('Dockerfile', 'utf8');
const dockerfile = DockerfileParser.parse(text);
const instructions = dockerfile.getInstructions();
const of = (keyword: string) => instructions.filter(each => each.getKeyword() === keyword);
const argumentsOf = (keyword: string) => of(keyword).map(each => each.getArgumentsContent() ?? '');

test('every stage begins with the same image, of an exact version', () => {
  const images = dockerfile.getFROMs().map(from => from.getImage());
  expect(images.length).toBeGreaterThan(1);
  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^node:26\.\d+\.\d+-\w+-slim$/);
});

test('the server is nobody, and node gets the signals', () => {
  expect(argumentsOf('USER')).toEqual(['10001:10001']);
  const last = (keyword: string) => instructions.findLastIndex(each => each.getKeyword() === keyword);
  expect(last('USER')).toBeGreaterThan(last('RUN'));
  expect(last('USER')).toBeGreaterThan(last('COPY'));
  expect(argumentsOf('CMD')).toEqual(['["plenum", "start"]']); // no shell around it; the script ends in exec
});

test('it has a health check, and takes nothing from elsewhere', () => {
  expect(of('HEALTHCHECK')).toHaveLength(1);
  expect(of('ADD')).toEqual([]);
  expect(text).not.toMatch(/curl|wget|https?:\/\//);
});

test('what only BuildKit knows is not in it: an old engine builds it too', () => {
  const flags = ['COPY', 'RUN'].flatMap(keyword => argumentsOf(keyword)).join(' ');
  expect(flags).not.toMatch(/--(mount|chmod|link)|<</);
  expect(text).not.toMatch(/^# *syntax=/m);
});

test('what it copies is not ignored', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  const copies = dockerfile.getCOPYs().filter(copy => copy.getFromFlag() === null);
  const paths = copies.flatMap(copy =>
    copy
      .getArguments()
      .slice(0, -1)
      .map(argument => argument.getValue()),
  );
  const sources = new Set(paths.map(path => path.split('/')[0]));
  expect(sources.size).toBeGreaterThan(5);
  const missing = [...sources].filter(
    name => !ignored.includes(`!${name}`) && !ignored.includes(`!${name}/`),
  );
  expect(missing).toEqual([]);
});
