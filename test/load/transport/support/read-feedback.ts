/**
 * Reads transport-wide feedback by the letter of draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1, sharing nothing with what
 * writes it. (werift's reader gives nothing for vectors, and one too many for runs.)
 */
type Status = 'lost' | 'small' | 'large';

const statuses: readonly (Status | undefined)[] = ['lost', 'small', 'large'];
const ticksPerMs = 4;
const reference = 256; // ticks

/** When each packet came, in ms; undefined for those that did not. Throws where it is not as written. */
export function readFeedback(packet: Buffer | undefined): Map<number, number | undefined> {
  if (!packet || packet.length !== 4 * (packet.readUInt16BE(2) + 1)) throw new Error('a wrong length');
  const [base, count] = [packet.readUInt16BE(12), packet.readUInt16BE(14)];
  const { symbols, end } = readChunks(packet, count);
  let at = end;
  let ticks = packet.readUIntBE(16, 3) * reference;
  const told = new Map<number, number | undefined>();
  for (const [index, status] of symbols.entries()) {
    if (status === 'small') ticks += packet.readUInt8(at);
    if (status === 'large') ticks += packet.readInt16BE(at);
    at += { lost: 0, small: 1, large: 2 }[status];
    told.set((base + index) & 0xffff, status === 'lost' ? undefined : ticks / ticksPerMs);
  }
  const padding = (packet.readUInt8(0) & 0x20) === 0 ? 0 : packet.readUInt8(packet.length - 1);
  if (at + padding !== packet.length) throw new Error('bytes that nothing is said of');
  return told;
}

function readChunks(packet: Buffer, count: number): { symbols: Status[]; end: number } {
  const symbols: Status[] = [];
  let at = 20;
  for (; symbols.length < count; at += 2) symbols.push(...readChunk(packet.readUInt16BE(at)));
  if (symbols.slice(count).some(status => status !== 'lost')) throw new Error('more than was counted');
  return { symbols: symbols.slice(0, count), end: at };
}

function readChunk(chunk: number): Status[] {
  if (chunk < 0x8000) return Array<Status>(chunk & 0x1fff).fill(statusOf(chunk >> 13));
  const [bits, mask, size] = (chunk & 0x4000) === 0 ? [14, 1, 1] : [7, 3, 2];
  return Array.from({ length: bits }, (_, index) => statusOf((chunk >> (size * (bits - 1 - index))) & mask));
}

function statusOf(symbol: number): Status {
  const status = statuses[symbol];
  if (!status) throw new Error('a reserved symbol');
  return status;
}
