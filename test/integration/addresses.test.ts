/** What clients are told of the media ports is where a real worker answers: by both families, by UDP and TCP, on one port. */
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { hasIPv6, usableAddresses } from '../../server/lib/interfaces.ts';
import { binding } from '../../server/lib/stun/binding.ts';
import { createLog } from '../../server/log.ts';
import type { AddressSettings } from '../../server/media/listen-infos.ts';
import { WorkerPool } from '../../server/media/worker-pool.ts';
import { freeMediaPort } from '../support/free-ports.ts';
import { workerBin } from '../support/worker-bin.ts';

const timeout = 10_000; // ms
const unset = { listenAddress: undefined, announcedAddresses: [], announceInternal: false };
const own = usableAddresses(networkInterfaces());
/** A machine without IPv6 tests IPv4. */
const six = hasIPv6(networkInterfaces());
const loopback = six ? ['127.0.0.1', '::1'] : ['127.0.0.1'];

/** What a client is told, and what the worker has bound for it. */
async function open(settings: Partial<AddressSettings>) {
  const [mediaPort, bin] = await Promise.all([freeMediaPort(1), workerBin()]);
  const given = { ...unset, ...settings, workers: 1, mediaPort, workerBin: bin };
  const pool = await WorkerPool.start(given, createLog('silent'));
  onTestFinished(() => pool.close());
  const [door] = (await pool.openDoors()).doors;
  if (!door) throw new Error('the worker has gone');
  return { mediaPort, ...door };
}

type Door = Awaited<ReturnType<typeof open>>;

/** `protocol address` of all that are offered; every one of them must answer a check as a client sends it. */
async function answering({ offered, ice, mediaPort }: Door): Promise<string[]> {
  expect(new Set(offered.map(({ port }) => port))).toEqual(new Set([mediaPort]));
  return Promise.all(
    offered.map(async ({ protocol, address, port }) => {
      await binding({ transport: protocol, host: address, port, framing: 'ice' }, { timeout, ice });
      return `${protocol} ${address}`;
    }),
  );
}

const byBoth = (...addresses: string[]) =>
  ['udp', 'tcp'].flatMap(protocol => addresses.map(address => `${protocol} ${address}`));

test('both families are on one port', async () => {
  const door = await open({ announcedAddresses: ['localhost', ...loopback] });
  const wildcards = six ? ['0.0.0.0', '::'] : ['0.0.0.0'];
  expect(door.bound.map(({ address }) => address)).toEqual([...wildcards, ...wildcards]);
  expect((await answering(door)).sort()).toEqual(byBoth(...loopback).sort());
});

test('of several announced addresses each answers from where it was asked', async () => {
  const announcedAddresses = [...own, ...loopback];
  const offered = await answering(await open({ announcedAddresses }));
  expect(offered.sort()).toEqual(byBoth(...announcedAddresses).sort());
});

test('an announced address of its own is bound alone', async () => {
  const door = await open({ announcedAddresses: ['127.0.0.1'] });
  expect(door.bound.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(await answering(door)).toEqual(byBoth('127.0.0.1'));
});

test('the addresses of this machine are offered beside, where that is asked for', async () => {
  const offered = await answering(await open({ announcedAddresses: ['127.0.0.1'], announceInternal: true }));
  expect(offered.sort()).toEqual(byBoth('127.0.0.1', ...own).sort());
});

test('with nothing set, every address of this machine answers', async () => {
  expect((await answering(await open({}))).sort()).toEqual(byBoth(...own).sort());
});
