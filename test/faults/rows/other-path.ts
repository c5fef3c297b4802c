/** The way between browsers and server dies in mid-call and another is there, or comes: in a lab of network namespaces. */
import { clientAddress, gateway, isPossible, NetworkLab, serverAddress } from '../../support/network-lab.ts';
import type { Fault, Sample } from '../fault.ts';
import { launch } from '../ground/browsers.ts';
import { callOfTwo, lastMoved, markAll, settle } from '../ground/call.ts';
import { Ground } from '../ground/ground.ts';
import { changedDevices, remember } from '../ground/keeps.ts';
import { pass } from '../ground/pause.ts';

const url = `http://${serverAddress.ipv4}:3000`;
const settings = { WORKERS: '1', PORT: '3000', MEDIA_PORT: '40000', HOST: '::', LISTEN_ADDRESS: '' };
/** What the client's address becomes. */
const newAddress = '198.51.100.77';

const missing = () => (isPossible ? undefined : 'needs root and Linux, for network namespaces');
const limits = { median: 1_500, p99: 1_500 };

export const udpDies: Fault = {
  name: 'udp-dies',
  fault: 'UDP dies',
  promise: 'media stand still for at most 1.5 s',
  limits,
  missing,
  run: ground => change(ground, lab => lab.forward('-p udp -j DROP')),
};

export const addressChanges: Fault = {
  name: 'address-changes',
  fault: "client's address changes",
  promise: 'media move at most 1.5 s after there is a path',
  limits,
  missing,
  run: ground => change(ground, move),
};

async function move({ client }: NetworkLab): Promise<void> {
  await client.run(`ip addr del ${clientAddress.ipv4}/24 dev inner`);
  await client.run(`ip addr add ${newAddress}/24 dev inner`);
  await client.run(`ip route add default via ${gateway.ipv4}`);
}

/** When `how` resolves there is another path. */
async function change(outside: Ground, how: (lab: NetworkLab) => Promise<void>): Promise<Sample> {
  const lab = await NetworkLab.build();
  outside.atEnd(() => lab.close());
  await lab.router.run('ip6tables -A FORWARD -j DROP'); // or that would be the way
  const browser = await launch(lab.client, [`--unsafely-treat-insecure-origin-as-secure=${url}`]);
  outside.atEnd(() => browser.close());
  const ground = new Ground(browser, outside.random);
  outside.atEnd(() => ground.clear());
  await ground.server(settings, lab.server.within);
  const call = await callOfTwo(ground, { url, room: 'moving' });
  const before = await remember(call);
  await markAll(call);
  await pass(ground.random.integer(0, 1_000));
  await how(lab);
  const pathAt = Date.now();
  await settle(call);
  const movedAt = (await lastMoved(call)) ?? pathAt;
  return { ms: Math.max(0, movedAt - pathAt), broken: await changedDevices(before) };
}
