/**
 * Measures on a probe: round trip, lost packets, bandwidth. Each takes some seconds, and each is cut short, with an error, when the
 * probe closes.
 */
import type { Probe } from './probe.ts';

export interface BothWays {
  up: number | null;
  down: number | null;
}

/** Bytes of a packet: as long as those of pictures. */
const packetBytes = 1_000;
/** Packets, and of them each second: as much as a small picture needs. */
const forLoss = { messages: 200, perSecond: 40 } as const;
/** 8 Mbit/s for two seconds. */
const forBandwidth = { messages: 2_000, perSecond: 1_000 } as const;
/** Milliseconds in which congestion control finds its speed: they do not count. */
const warmUp = 500;
/** Milliseconds in which what is on its way may still arrive. */
const late = 400;
const tick = 10; // ms
/** Bytes that may wait in the browser: what it takes to keep 8 Mbit/s going between two ticks, and soon gone at 200 kbit/s. */
const maxBuffered = 32_000;
/** How long a slow way may take to send what waits, in ticks. */
const patience = 300;

/** Milliseconds: the median, so that one that was late by chance changes nothing. */
export async function measureRoundTrip(probe: Probe, times: number): Promise<number> {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) found.push(await probe.echo());
  found.sort((one, other) => one - other);
  return found[Math.floor(found.length / 2)] ?? 0;
}

/** Parts of one. Both directions at the same time: they share no line. */
export async function measureLoss(probe: Probe): Promise<BothWays> {
  const [up, down] = await Promise.all([lossUp(probe), lossDown(probe)]);
  return { up, down };
}

/** bit/s. One direction after the other: what is sent needs answers that come back. */
export async function measureBandwidth(probe: Probe): Promise<BothWays> {
  const down = await bandwidthDown(probe);
  return { up: await bandwidthUp(probe), down };
}

async function lossUp(probe: Probe): Promise<number> {
  const before = await probe.count();
  await sendPackets(probe, forLoss, () => true);
  for (let ticks = 0; probe.buffered > 0 && ticks < patience; ticks += 1) await pause(tick);
  await pause(late);
  const after = await probe.count();
  return lost(after.messages - before.messages);
}

async function lossDown(probe: Probe): Promise<number> {
  let arrived = 0;
  probe.onPacket = () => {
    arrived += 1;
  };
  await probe.order({ ...forLoss, bytes: packetBytes });
  await pause(late);
  return lost(arrived);
}

function lost(arrived: number): number {
  return Math.min(1, Math.max(0, 1 - arrived / forLoss.messages));
}

async function bandwidthDown(probe: Probe): Promise<number> {
  const arrivals: { at: number; bytes: number }[] = [];
  probe.onPacket = bytes => arrivals.push({ at: performance.now(), bytes });
  await probe.order({ ...forBandwidth, bytes: packetBytes });
  await pause(late);
  const from = (arrivals[0]?.at ?? 0) + warmUp;
  const counted = arrivals.filter(({ at }) => at >= from);
  const bytes = counted.slice(1).reduce((sum, arrival) => sum + arrival.bytes, 0);
  return bitsPerSecond(bytes, (counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0));
}

async function bandwidthUp(probe: Probe): Promise<number> {
  const sending = sendPackets(probe, forBandwidth, () => probe.buffered < maxBuffered);
  await pause(warmUp);
  const before = await probe.count();
  await sending;
  const after = await probe.count();
  return bitsPerSecond(after.bytes - before.bytes, after.at - before.at);
}

function bitsPerSecond(bytes: number, milliseconds: number): number {
  return milliseconds > 0 ? (bytes * 8_000) / milliseconds : 0;
}

/** Evenly, as far as `mayGoOn`, for as long as that takes when all goes well. */
async function sendPackets(
  probe: Probe,
  { messages, perSecond }: typeof forLoss | typeof forBandwidth,
  mayGoOn: () => boolean,
): Promise<void> {
  const packet = new Uint8Array(packetBytes);
  const beganAt = performance.now();
  const end = beganAt + (messages / perSecond) * 1_000;
  for (let sent = 0; performance.now() < end; ) {
    await pause(tick);
    const due = Math.min(messages, ((performance.now() - beganAt) / 1_000) * perSecond);
    for (; sent < due && mayGoOn(); sent += 1) probe.send(packet);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
