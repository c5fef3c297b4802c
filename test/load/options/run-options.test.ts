import { expect, test } from 'vitest';
import { optionGroups, readCommand } from './run-options.ts';
import { scenarioOf } from './scenario-options.ts';
import { usage } from './usage.ts';

const read = (line: string) => readCommand(line.split(' ').filter(word => word !== ''));

test('without options it is three people in one room for half a minute', () => {
  const { options, mistakes } = read('');
  expect(mistakes).toEqual([]);
  expect(scenarioOf(options)).toMatchObject({
    rooms: 1,
    publishers: 3,
    subscribers: 0,
    seconds: 30,
    joinsPerSecond: 10,
    verifyOneIn: 100,
    way: 'udp',
  });
});

test('a scenario has nothing of where it runs: it goes into the report', () => {
  const { options } = read(`--token-secret ${'s'.repeat(32)} --url http://127.0.0.1:3000`);
  expect(Object.keys(scenarioOf(options))).not.toContain('token-secret');
  expect(JSON.stringify(scenarioOf(options))).not.toContain('sss');
});

test('numbers are numbers, flags can be denied, some options can be given several times', () => {
  const { options } = read(
    '--rooms 4 --no-simulcast --no-audio --own WORKERS=1 --own LOG_LEVEL=debug --churn 2.5',
  );
  expect(options).toMatchObject({ rooms: 4, simulcast: false, audio: false, video: true, churn: 2.5 });
  expect(options.own).toEqual(['WORKERS=1', 'LOG_LEVEL=debug']);
});

test('all mistakes are told at once, each with what is right', () => {
  const { mistakes } = read(
    '--rooms none --layout 4x4 --sceonds 5 --joins -1 --seed --merge=yes --own workers',
  );
  expect(mistakes).toEqual([
    'There is no option --sceonds; did you mean --seconds?',
    '--rooms must be a whole number from 1 to 10000, not "none".',
    '--layout must be one of none, audio, 3x3, 5x5, speaker, not "4x4".',
    '--joins must be a number from 0.01 to 10000, not "-1".',
    '--seed must be a whole number from 0 to 2147483647, not "--merge=yes".',
    '--own must be NAME=VALUE, not "workers".',
  ]);
});

test('a secret is not shown, not even a wrong one', () => {
  expect(read('--token-secret hunter2').mistakes).toEqual([
    '--token-secret must be a text of 32 characters or more.',
  ]);
});

test('what cannot be together is told', () => {
  expect(read('--publishers 0 --screens 1 --way turn-tls stray').mistakes).toEqual([
    '"stray" is no option.',
    'There must be publishers or subscribers.',
    '--screens cannot be more than --publishers.',
    '--way turn-tls needs a server that has TURN: give --url, or --own TURN_URLS=… and its secret.',
  ]);
  expect(read('--url http://127.0.0.1:3000 --own WORKERS=1').mistakes).toHaveLength(1);
  expect(read('--client datachannel --way tcp').mistakes).toEqual([
    '--client datachannel knows no tcp: UDP only.',
  ]);
  expect(read('--merge one.json').mistakes).toEqual(['--merge needs two JSON reports or more.']);
  expect(read('--merge one.json two.json')).toMatchObject({ mistakes: [], files: ['one.json', 'two.json'] });
});

test('the usage tells every option', () => {
  for (const name of Object.values(optionGroups).flatMap(Object.keys)) expect(usage()).toContain(name);
});
