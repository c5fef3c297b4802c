/**
 * A TURN client (RFC 8656): one allocation over UDP, TCP or TLS, permissions, channels, data to and from peers. It does not keep the
 * allocation alive (600 s usually), nor permissions (300 s): who needs them for longer asks again.
 */
import {
  type Attribute,
  attributeType,
  type Endpoint,
  find,
  leading,
  readXorAddress,
  uint32,
  xorAddress,
} from './attributes.ts';
import type { LinkTarget } from './link.ts';
import { decode, method, padded, type StunMessage } from './message.ts';
import { StunClient, StunRefusal } from './stun-client.ts';
import { StunError } from './stun-error.ts';
import { type TurnIdentity, TurnSession } from './turn-session.ts';
import { parseTurnUrl } from './turn-url.ts';

export interface TurnOptions extends Pick<LinkTarget, 'ca' | 'trustAny' | 'family'> {
  /** `turn:` or `turns:`. */
  readonly url: string;
  readonly username: string;
  readonly credential: string;
  /** Of the relayed address; absent: as the server likes, which is IPv4. */
  readonly relayFamily?: 4 | 6;
  /** ms for the connection, and then for each answer. */
  readonly timeout?: number;
}

const usualTimeout = 3_000; // ms
const udpProtocol = 17;
const firstChannel = 0x4000;
const channelHeaderBytes = 4;

/** Rejects with StunError, with nothing left open: `answer` with its code, or what kept the server from answering. */
export async function allocate(options: TurnOptions): Promise<Allocation> {
  const target = parseTurnUrl(options.url);
  if (!target) throw new StunError('malformed', `no TURN URL: ${options.url}`);
  const { timeout = usualTimeout } = options;
  const client = await StunClient.open({ ...options, ...target, framing: 'turn' }, timeout);
  try {
    return await Allocation.request(client, options);
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Whether the server relays for anybody: it is asked without credentials, and must refuse. Rejects as `allocate` does otherwise. */
export async function isOpenRelay({
  url,
  timeout = usualTimeout,
  ...options
}: Omit<TurnOptions, 'username' | 'credential'>): Promise<boolean> {
  const target = parseTurnUrl(url);
  if (!target) throw new StunError('malformed', `no TURN URL: ${url}`);
  const client = await StunClient.open({ ...options, ...target, framing: 'turn' }, timeout);
  try {
    await client.request(method.allocate, () => [leading(attributeType.requestedTransport, udpProtocol)]);
    return true;
  } catch (error) {
    if (error instanceof StunRefusal && error.code === 401) return false;
    throw error;
  } finally {
    client.close();
  }
}

export class Allocation {
  /** What peers send, once they are permitted. */
  onData: (peer: Endpoint, bytes: Buffer) => void = () => {};
  /** The way to the server is gone; at most once, and not after `close`. */
  onFailure: (error: StunError) => void = () => {};
  readonly relayedAddress: Endpoint;
  /** As which the server sees us. */
  readonly mappedAddress: Endpoint;
  readonly #session: TurnSession;
  readonly #channels = new Map<number, Endpoint>();

  private constructor(session: TurnSession, answer: StunMessage) {
    this.#session = session;
    this.relayedAddress = addressIn(answer, attributeType.xorRelayedAddress);
    this.mappedAddress = addressIn(answer, attributeType.xorMappedAddress);
    session.client.onOther = bytes => this.#onOther(bytes);
    session.client.onFailure = error => this.onFailure(error);
  }

  static async request(
    client: StunClient,
    options: TurnIdentity & Pick<TurnOptions, 'relayFamily'>,
  ): Promise<Allocation> {
    const session = new TurnSession(client, options);
    const { requestedTransport, requestedAddressFamily } = attributeType;
    const { relayFamily } = options;
    const wish = [
      leading(requestedTransport, udpProtocol),
      ...(relayFamily ? [leading(requestedAddressFamily, relayFamily === 4 ? 1 : 2)] : []),
    ];
    return new Allocation(session, await session.request(method.allocate, () => wish));
  }

  get realm(): string {
    return this.#session.realm;
  }

  /** For the address: ports do not count (RFC 8656 section 9). Rejects with `answer` 403 where the server forbids it. */
  async permit(address: string): Promise<void> {
    await this.#session.request(method.createPermission, id => [peerAddress({ address, port: 0 }, id)]);
  }

  /** The other way to a permission (RFC 8656 section 12); again: renews both. Rejects as `permit` does. */
  async bindChannel(peer: Endpoint): Promise<void> {
    const channel = this.#channelTo(peer) ?? firstChannel + this.#channels.size;
    await this.#session.request(method.channelBind, id => [
      leading(attributeType.channelNumber, channel >> 8, channel & 0xff),
      peerAddress(peer, id),
    ]);
    this.#channels.set(channel, peer);
  }

  /** Nobody says so when the peer is not permitted. */
  send(peer: Endpoint, bytes: Buffer): void {
    const data = { type: attributeType.data, value: bytes };
    this.#session.client.indicate(method.send, id => [peerAddress(peer, id), data]);
  }

  /** To a peer that has a channel: 4 bytes more than the data, where an indication has 36. */
  sendByChannel(peer: Endpoint, bytes: Buffer): void {
    const channel = this.#channelTo(peer);
    if (channel === undefined) return;
    const message = Buffer.alloc(channelHeaderBytes + padded(bytes.length)); // a stream needs the padding
    message.writeUInt16BE(channel, 0);
    message.writeUInt16BE(bytes.length, 2);
    bytes.copy(message, channelHeaderBytes);
    this.#session.client.send(message);
  }

  /** Asks for `seconds` more, and resolves with how many there are. 0 ends the allocation. */
  async refresh(seconds: number): Promise<number> {
    const answer = await this.#session.request(method.refresh, () => [
      uint32(attributeType.lifetime, seconds),
    ]);
    return find(answer.attributes, attributeType.lifetime)?.readUInt32BE() ?? seconds;
  }

  /** Frees it on the server, if that still answers. */
  async close(): Promise<void> {
    await this.refresh(0).catch(() => {}); // it ends by itself, only later
    this.#session.client.close();
  }

  /** Leaves it to the server to notice, as a client does that lost its network. */
  abandon(): void {
    this.#session.client.close();
  }

  #channelTo(peer: Endpoint): number | undefined {
    for (const [channel, { address, port }] of this.#channels)
      if (address === peer.address && port === peer.port) return channel;
    return undefined;
  }

  #onOther(bytes: Buffer): void {
    const channel = bytes.length >= 4 ? this.#channels.get(bytes.readUInt16BE(0)) : undefined;
    if (channel) {
      this.onData(channel, bytes.subarray(4, 4 + bytes.readUInt16BE(2)));
      return;
    }
    const message = decode(bytes);
    if (message?.kind !== 'indication' || message.method !== method.data) return;
    const { attributes, transactionId } = message;
    const peer = readXorAddress(find(attributes, attributeType.xorPeerAddress), transactionId);
    const data = find(attributes, attributeType.data);
    if (peer && data) this.onData(peer, data);
  }
}

function peerAddress(peer: Endpoint, transactionId: Buffer): Attribute {
  return xorAddress(attributeType.xorPeerAddress, peer, transactionId);
}

function addressIn({ attributes, transactionId }: StunMessage, type: number): Endpoint {
  const address = readXorAddress(find(attributes, type), transactionId);
  if (!address) throw new StunError('malformed', 'an allocation without an address');
  return address;
}
