/**
 * One generation of this peer's media: a sending and a receiving transport, and what is on them. Born from what the server made,
 * closed as a whole. Knows mediasoup-client and a signalling port, no socket and no room.
 */
import type { Device, Transport } from 'mediasoup-client/types';
import type { Media } from '#protocol/media.ts';
import { Messages, type MessagesEvents, sctpParameters } from './messages.ts';
import { PathWatch } from './path-watch.ts';
import { Receiving, type ReceivingEvents } from './receiving.ts';
import { Sending, type SendingEvents } from './sending.ts';
import { asError, type Signalling } from './signalling.ts';
import type { RawStats } from './stats.ts';
import { TransportPath } from './transport-path.ts';

export interface GenerationEvents extends SendingEvents, ReceivingEvents, MessagesEvents {
  /** The connection state of a transport changed; see `pathState`. */
  pathChanged(): void;
  /** Nothing arrives any more: the path may be gone, before any state says so. */
  silent(): void;
  /** The server refused to connect a transport: nothing will flow over it. */
  lost(error: Error): void;
}

/** Which ways may be tried to the server. */
export interface Ice {
  iceServers: RTCIceServer[];
  iceTransportPolicy: RTCIceTransportPolicy;
}

/** `idle`: nothing to carry yet. `interrupted`: no path at the moment, a new one is being looked for. */
export type PathState = 'idle' | 'connecting' | 'connected' | 'interrupted';

export class Generation {
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly messages: Messages;
  /** Which one this is, as the server counts. */
  readonly number: number;
  readonly #send: Transport;
  readonly #recv: Transport;
  readonly #signalling: Signalling;
  readonly #events: GenerationEvents;
  readonly #paths: TransportPath[] = [];
  readonly #watch: PathWatch;
  #isLost = false;

  constructor(
    device: Device,
    { generation, sendTransport, recvTransport, consumers, data }: Media,
    ice: Ice,
    signalling: Signalling,
    events: GenerationEvents,
  ) {
    this.number = generation;
    this.#signalling = signalling;
    this.#events = {
      ...events,
      failed: error => {
        if (!this.#isLost) events.failed(error);
      },
    };
    const both = { ...ice, ...sctpParameters(data) };
    this.#send = device.createSendTransport({ id: sendTransport.transportId, ...both, ...sendTransport });
    this.#recv = device.createRecvTransport({ id: recvTransport.transportId, ...both, ...recvTransport });
    this.sending = new Sending(this.#send, device.sendRtpCapabilities.codecs ?? [], signalling, this.#events);
    this.receiving = new Receiving(this.#recv, signalling, this.#events);
    for (const transport of [this.#send, this.#recv]) this.#connect(transport);
    const [send, recv] = [this.#pathOf(this.#send), this.#pathOf(this.#recv)];
    this.#watch = new PathWatch({ send, recv, arrived: () => this.receiving.arrived() });
    void this.receiving.add(consumers);
    this.messages = new Messages({ send: this.#send, recv: this.#recv }, data, signalling, this.#events);
  }

  /** Another one has another, also after joining anew, when the server counts anew. */
  get id(): string {
    return this.#send.id;
  }

  get pathState(): PathState {
    if (this.#isLost) return 'interrupted';
    const states = [this.#send.connectionState, this.#recv.connectionState];
    if (states.some(state => state === 'failed' || state === 'disconnected')) return 'interrupted';
    if (states.includes('connecting')) return 'connecting';
    return states.includes('connected') ? 'connected' : 'idle';
  }

  /**
   * For searches for a path from now on; the one in use stays as it is. Never rejects: where a browser cannot change them (mediasoup-client
   * does not in Firefox), this generation goes on with the first.
   */
  async useIceServers(iceServers: RTCIceServer[]): Promise<void> {
    const updates = [this.#send, this.#recv].map(transport => transport.updateIceServers({ iceServers }));
    for (const update of await Promise.allSettled(updates)) {
      if (update.status === 'rejected' && !isUnsupported(update.reason) && !this.#send.closed) {
        this.#events.failed(asError(update.reason));
      }
    }
  }

  /** What the browser reports of both transports, and what is on them. */
  async stats(): Promise<RawStats> {
    const [send, recv] = await Promise.all([this.#send.getStats(), this.#recv.getStats()]);
    return { reports: { send, recv }, sent: this.sending.sources(), received: this.receiving.sources() };
  }

  /**
   * A fault for tests. The server keeps the credentials of before a restart of ICE until the new ones are used; after a second one
   * it knows those no longer that the browser uses. Never rejects.
   */
  async losePath(): Promise<void> {
    const transportIds = [this.#send, this.#recv].map(({ id }) => id);
    const restarts = [...transportIds, ...transportIds].map(transportId =>
      this.#signalling.request('restartIce', { transportId }),
    );
    await Promise.all(restarts).catch(error => this.#events.failed(asError(error)));
  }

  /** Of the paths, those that are gone are not waited for any longer. */
  networkChanged(): void {
    for (const path of this.#paths) path.networkChanged();
  }

  /** The others send less from now on: that nothing arrives is then no sign of a fault. */
  expectLess(): void {
    this.#watch.expectLess();
  }

  /** The server's side is gone: nothing can be sent, and what was received last is all that there will be, until another one begins. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#watch.stop();
    this.#send.close();
    this.#events.pathChanged();
  }

  close(): void {
    this.#watch.stop();
    this.#isLost = true;
    this.#send.close();
    this.#recv.close();
    this.receiving.dropAll();
  }

  #connect(transport: Transport): void {
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, callback) => {
      this.#signalling.request('connectTransport', { transportId, dtlsParameters }).catch(error => {
        if (transport.closed || this.#isLost) return;
        transport.close();
        this.#events.lost(asError(error));
      });
      // Nothing depends on the answer, so nothing waits for it: `publish` and `startConsumers` follow at once.
      callback();
    });
    transport.on('connectionstatechange', () => this.#events.pathChanged());
  }

  #pathOf(transport: Transport): TransportPath {
    const askRestart = async () => {
      const { iceParameters } = await this.#signalling.request('restartIce', { transportId: transport.id });
      return iceParameters;
    };
    const path = new TransportPath(transport, askRestart, () => this.#events.silent());
    this.#paths.push(path);
    return path;
  }
}

function isUnsupported(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'UnsupportedError';
}
