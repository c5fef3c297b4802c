/** Networks that let little through, or change in mid-call: a real browser and a real server in network namespaces, a firewall between. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientAddress, gateway, isPossible, NetworkLab, serverAddress } from '../support/network-lab.ts';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { newPerson } from './support/browser.ts';
import { launchChromiumIn } from './support/elsewhere.ts';
import type { Person } from './support/person.ts';
import { longestGap, watchForGaps } from './support/picture-gap.ts';

const byIpv4 = `http://${serverAddress.ipv4}:3000`;
/** What the client's address becomes. */
const newAddress = '198.51.100.77';
const byIpv6 = `http://[${serverAddress.ipv6}]:3000`;

describe.runIf(isPossible)('in network namespaces (needs root)', () => {
  let lab: NetworkLab;
  let server: ServerProcess;
  let browser: Browser;
  let ann: Person;
  let ben: Person;

  beforeAll(async () => {
    lab = await NetworkLab.build();
    const settings = { WORKERS: '1', PORT: '3000', MEDIA_PORT: '40000', HOST: '::', LISTEN_ADDRESS: '' };
    server = await startServer(settings, 'node', lab.server.within);
    browser = await launchChromiumIn(lab.client, [
      `--unsafely-treat-insecure-origin-as-secure=${byIpv4},${byIpv6}`,
    ]);
  });

  beforeEach(async () => {
    await lab.forwardAll();
  });

  afterEach(async () => {
    await Promise.all([ann?.close(), ben?.close()]);
  });

  afterAll(async () => {
    await browser?.close();
    expect(await server?.stop()).toBe(0);
    await lab?.close();
  });

  /** Both see and hear each other. */
  async function call(room: string, url = byIpv4): Promise<void> {
    ann = await newPerson(browser, url, 'Ann');
    ben = await newPerson(browser, url, 'Ben');
    await Promise.all([ann.join(room), ben.join(room)]);
    await Promise.all([ann.watches(1), ben.watches(1)]);
    await ben.hears(1);
  }

  test('nothing stands in between: UDP', async () => {
    await call('open');
    expect(await paths(ben)).toEqual(['udp', 'udp']);
  });

  test('UDP is blocked: TCP to the media ports', async () => {
    await lab.forward('-p udp -j DROP');
    await call('no-udp');
    expect(await paths(ben)).toEqual(['tcp', 'tcp']);
  });

  test('there is only IPv6', async () => {
    await lab.router.run('iptables -A FORWARD -j DROP');
    await call('ipv6', byIpv6);
    expect(await paths(ben)).toEqual(['udp', 'udp']);
  });

  test('the client is behind a NAT', async () => {
    await lab.router.run('iptables -t nat -A POSTROUTING -o outer -j MASQUERADE');
    await call('nat');
    expect(await paths(ben)).toEqual(['udp', 'udp']);
    await lab.router.run('iptables -t nat -F POSTROUTING');
  });

  test('UDP dies in mid-call: the call goes on by TCP', async () => {
    await call('udp-dies');
    await watchForGaps(ben.page);
    await lab.forward('-p udp -j DROP');
    await poll('TCP is used', async () => (await paths(ben)).every(protocol => protocol === 'tcp'));
    await Promise.all([ann.watches(1), ben.watches(1)]);
    tell('UDP dies', await longestGap(ben.page));
  });

  test('the address of the client changes in mid-call', async () => {
    await call('moves');
    await watchForGaps(ben.page);
    const events = await membersOf(ben);
    await lab.client.run(`ip addr del ${clientAddress.ipv4}/24 dev inner`);
    await lab.client.run(`ip addr add ${newAddress}/24 dev inner`);
    await lab.client.run(`ip route add default via ${gateway.ipv4}`);
    await poll('the new address is used', async () => (await addresses(ben)).includes(newAddress));
    await Promise.all([ann.watches(1), ben.watches(1)]);
    await ben.hears(1);
    expect(await membersOf(ben)).toEqual(events);
    tell('the address changes', await longestGap(ben.page));
  });
});

/** Printed, not judged: machines differ. */
function tell(what: string, milliseconds: number): void {
  console.log(`${what}: the picture stood still for ${Math.round(milliseconds)} ms`);
}

/** Who Ben's page has seen come and go, by the names on the tiles. */
function membersOf(person: Person): Promise<string[]> {
  return person.others();
}

/** The local addresses of the pairs in use. */
function addresses({ page }: Person): Promise<string[]> {
  return selected(page, 'address');
}

/** The protocol of the pairs in use. */
function paths({ page }: Person): Promise<string[]> {
  return selected(page, 'protocol');
}

function selected(page: Page, member: 'address' | 'protocol'): Promise<string[]> {
  return page.evaluate(async member => {
    const found: string[] = [];
    for (const connection of connections.filter(({ connectionState }) => connectionState === 'connected')) {
      const stats = await connection.getStats();
      const transport = [...stats.values()].find(({ type }) => type === 'transport');
      const pair = stats.get(transport?.selectedCandidatePairId);
      found.push(String(stats.get(pair?.localCandidateId)?.[member]));
    }
    return found;
  }, member);
}
