import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../server/log.ts';
import {
  AnnouncedAddressError,
  AnnouncedAddresses,
  type Resolve,
} from '../../server/media/announced-addresses.ts';

const aMinute = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Answers {
  [name: string]: string[] | Error;
}

/** With what `answers` says at the moment of each question. */
async function announce(announcedAddresses: string[], answers: Answers = {}, isUsable = (_: string) => true) {
  const asked: string[] = [];
  const lines: { level: number; msg: string }[] = [];
  const resolve: Resolve = async name => {
    asked.push(name);
    const answer = answers[name] ?? new Error(`${name} cannot be looked up (ENOTFOUND)`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const log = createLog('info', { write: line => lines.push(JSON.parse(line)) });
  const announced = await AnnouncedAddresses.start({ announcedAddresses }, { resolve, isUsable }, log);
  onTestFinished(() => announced.close());
  return { announced, asked, lines };
}

test('what is written down is announced as it is usually written, each once, and nobody is asked', async () => {
  const { announced, asked } = await announce(['2001:DB8:0::7', '203.0.113.7', '2001:db8::7']);
  await vi.advanceTimersByTimeAsync(10 * aMinute);
  expect(announced.current).toEqual(['2001:db8::7', '203.0.113.7']);
  expect(asked).toEqual([]);
});

test('a name stands for every address of it, IPv4 and IPv6, in its place', async () => {
  const { announced } = await announce(['198.51.100.1', 'call.example.org', '198.51.100.2'], {
    'call.example.org': ['203.0.113.8', '2001:db8::7', '203.0.113.7', '198.51.100.2'],
  });
  expect(announced.current).toEqual([
    '198.51.100.1',
    '198.51.100.2',
    '2001:db8::7',
    '203.0.113.7',
    '203.0.113.8',
  ]);
});

test('addresses that nobody could send to, or that cannot be bound, are left out', async () => {
  const answers = { 'nas.local': ['0.0.0.0', 'fe80::1%2', '::', '224.0.0.1', '2001:db8::7', '192.168.1.5'] };
  const { announced } = await announce(['nas.local'], answers, address => !address.includes(':'));
  expect(announced.current).toEqual(['192.168.1.5']);
});

test('of a name with very many addresses some are enough', async () => {
  const many = Array.from({ length: 50 }, (_, index) => `203.0.113.${index}`);
  const { announced } = await announce(['call.example.org'], { 'call.example.org': many });
  expect(announced.current).toHaveLength(8);
});

test('it is asked again every minute, and what comes next has the fresh answer', async () => {
  const answers: Answers = { 'home.example.org': ['203.0.113.7'] };
  const { announced, asked, lines } = await announce(['home.example.org'], answers);
  answers['home.example.org'] = ['203.0.113.99'];
  await vi.advanceTimersByTimeAsync(aMinute - 1);
  expect(announced.current).toEqual(['203.0.113.7']);
  await vi.advanceTimersByTimeAsync(1);
  expect(announced.current).toEqual(['203.0.113.99']);
  await vi.advanceTimersByTimeAsync(3 * aMinute);
  expect(asked).toHaveLength(5);
  expect(lines.map(({ msg }) => msg)).toEqual(['an announced name stands for other addresses now']);
});

test('the order of the answers is no change', async () => {
  const answers: Answers = { 'call.example.org': ['203.0.113.7', '203.0.113.8'] };
  const { announced, lines } = await announce(['call.example.org'], answers);
  const before = announced.current;
  answers['call.example.org'] = ['203.0.113.8', '203.0.113.7'];
  await vi.advanceTimersByTimeAsync(aMinute);
  expect(announced.current).toEqual(before);
  expect(lines).toEqual([]);
});

test('one that fails later keeps its last answer, and that is said once', async () => {
  const answers: Answers = { 'home.example.org': ['203.0.113.7'] };
  const { announced, lines } = await announce(['home.example.org'], answers);
  delete answers['home.example.org'];
  await vi.advanceTimersByTimeAsync(3 * aMinute);
  expect(announced.current).toEqual(['203.0.113.7']);
  expect(lines).toMatchObject([{ level: 40, name: 'home.example.org', kept: ['203.0.113.7'] }]);
});

test('one that leads nowhere at the start is an error in words', async () => {
  const failure = await announce(['no.example.org']).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AnnouncedAddressError);
  expect((failure as Error).message).toBe(
    'ANNOUNCED_ADDRESS cannot be used: no.example.org cannot be looked up (ENOTFOUND)',
  );
  expect(vi.getTimerCount()).toBe(0);
});

test('an address that cannot be bound is no answer either', async () => {
  const answers = { 'six.example.org': ['2001:db8::7'] };
  await expect(announce(['six.example.org'], answers, address => !address.includes(':'))).rejects.toThrow(
    'six.example.org stands for 2001:db8::7, which cannot be used here',
  );
});

test('beside others it is a warning, and comes in when it leads somewhere', async () => {
  const answers: Answers = {};
  const { announced, lines } = await announce(['198.51.100.1', 'late.example.org'], answers);
  expect(announced.current).toEqual(['198.51.100.1']);
  expect(lines).toMatchObject([{ level: 40, name: 'late.example.org' }]);
  answers['late.example.org'] = ['203.0.113.7'];
  await vi.advanceTimersByTimeAsync(aMinute);
  expect(announced.current).toEqual(['198.51.100.1', '203.0.113.7']);
});

test('a name server that does not answer is not asked a second time meanwhile', async () => {
  let asked = 0;
  const resolve: Resolve = () => {
    asked += 1;
    return asked === 1 ? Promise.resolve(['203.0.113.7']) : new Promise(() => {});
  };
  const settings = { announcedAddresses: ['slow.example.org'] };
  const announced = await AnnouncedAddresses.start(
    settings,
    { resolve, isUsable: () => true },
    createLog('silent'),
  );
  onTestFinished(() => announced.close());
  await vi.advanceTimersByTimeAsync(10 * aMinute);
  expect(asked).toBe(2);
});

test('closed, it asks nobody, not even when an answer was on its way', async () => {
  const answers: Answers = { 'home.example.org': ['203.0.113.7'] };
  const { announced, asked } = await announce(['home.example.org'], answers);
  vi.advanceTimersByTime(aMinute); // the answer takes a turn
  announced.close();
  await vi.advanceTimersByTimeAsync(5 * aMinute);
  expect(asked).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('the names of this machine are looked up as every program does it', async () => {
  vi.useRealTimers();
  const settings = { announcedAddresses: ['localhost'] };
  const announced = await AnnouncedAddresses.start(settings, { isUsable: () => true }, createLog('silent'));
  announced.close();
  expect(announced.current).toContain('127.0.0.1');
});
