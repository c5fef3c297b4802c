/** What the doctor examines, made healthy, for tests that spoil one thing of it. */
import type { NetworkInterfaceInfo } from 'node:os';
import type { Finding } from '#protocol/doctor.ts';
import type { Check } from '../../server/doctor/checks/index.ts';
import { examine } from '../../server/doctor/examine.ts';
import type { ExaminedSettings, Machine, OpenDoors, Patient } from '../../server/doctor/patient.ts';

export interface Spoiled {
  settings?: Partial<ExaminedSettings>;
  machine?: Partial<Machine>;
  rest?: Partial<Patient>;
}

export const noDoors: OpenDoors = { doors: [], close() {} };

export function patient({ settings = {}, machine = {}, rest = {} }: Spoiled = {}): Patient {
  return {
    settings: {
      announcedAddresses: [],
      publicUrl: undefined,
      mediaPort: 40_000,
      workers: 2,
      tls: { kind: 'off' },
      turn: undefined,
      trustedProxies: [],
      edge: { maxPeers: 500 },
      misspelt: [],
      ...settings,
    },
    machine: {
      interfaces: { eth0: [ipv4('198.51.100.7')] },
      inContainer: false,
      root: '/nowhere',
      pid: 'self',
      nodeVersion: '26.10.0',
      cores: 2,
      memory: 4 * 2 ** 30,
      ...machine,
    },
    web: { host: '127.0.0.1', port: 3_000, owner: 'this' },
    instance: 'this one',
    cacheDir: '/tmp',
    workerBin: undefined,
    openDoors: async () => noDoors,
    ...rest,
  };
}

/** What one check finds. */
export async function find(check: Check, spoiled: Spoiled = {}): Promise<Finding[]> {
  return (await examine(patient(spoiled), { check })).findings;
}

/** Those that are not as they should be; each has a remedy that can be typed. */
export function troubles(findings: readonly Finding[]): Finding[] {
  const found = findings.filter(({ status }) => status === 'warning' || status === 'error');
  for (const { remedy } of found) if (!remedy) throw new Error('a trouble without a remedy');
  return found;
}

export function ipv4(address: string, cidr = `${address}/24`): NetworkInterfaceInfo {
  const rest = { netmask: '255.255.255.0', mac: '02:00:00:00:00:01', internal: false };
  return { address, family: 'IPv4', cidr, ...rest };
}

export function ipv6(address: string): NetworkInterfaceInfo {
  const rest = { netmask: 'ffff:ffff:ffff:ffff::', mac: '02:00:00:00:00:01', internal: false, scopeid: 0 };
  return { address, family: 'IPv6', cidr: `${address}/64`, ...rest };
}
