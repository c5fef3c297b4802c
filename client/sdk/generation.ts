/**
 * One generation of this peer's media: a sending and a receiving transport, and what is on them. Born from what the server made,
 * closed as a whole. Knows mediasoup-client and a signalling port, no socket and no room.
 */
import type { Device, Transport } from 'mediasoup-client/types';
import type { Media } from '#protocol/methods-entering.ts';
import { preferLaterSearches } from './ice-priorities.ts';
import { type IceRecovery, recoverIce } from './ice-recovery.ts';
import { Messages, type MessagesEvents, sctpParameters } from './messages.ts';
import { lookAt } from './path-look.ts';
import { PathWatch, type WatchedPath } from './path-watch.ts';
import { Receiving, type ReceivingEvents } from './receiving.ts';
import { Sending, type SendingEvents } from './sending.ts';
import { asError, type Signalling } from './signalling.ts';
import { SpareIce } from './spare-ice.ts';
import type { RawStats } from './stats.ts';
import type { Report } from './stats-report.ts';

export interface GenerationEvents extends SendingEvents, ReceivingEvents, MessagesEvents {
  /** The connection state of a transport changed; see `pathState`. */
  pathChanged(): void;
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
  readonly #send: Transport;
  readonly #recv: Transport;
  readonly #signalling: Signalling;
  readonly #events: GenerationEvents;
  readonly #recoveries: IceRecovery[] = [];
  readonly #watch: PathWatch;

  constructor(
    device: Device,
    { sendTransport, recvTransport, consumers, data }: Media,
    ice: Ice,
    signalling: Signalling,
    events: GenerationEvents,
  ) {
    this.#signalling = signalling;
    this.#events = events;
    const both = { ...ice, ...sctpParameters(data) };
    this.#send = device.createSendTransport({ id: sendTransport.transportId, ...both, ...sendTransport });
    this.#recv = device.createRecvTransport({ id: recvTransport.transportId, ...both, ...recvTransport });
    this.sending = new Sending(this.#send, device.sendRtpCapabilities.codecs ?? [], signalling, events);
    this.receiving = new Receiving(this.#recv, signalling, events);
    const [send, recv] = [this.#connect(this.#send), this.#connect(this.#recv)];
    this.#watch = new PathWatch({ send, recv, arrived: () => this.receiving.arrived() });
    void this.receiving.add(consumers);
    this.messages = new Messages({ send: this.#send, recv: this.#recv }, data, signalling, events);
  }

  get pathState(): PathState {
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
      if (update.status === 'rejected' && !isUnsupported(update.reason)) {
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
    for (const recovery of this.#recoveries) recovery.networkChanged();
  }

  close(): void {
    this.#watch.stop();
    this.#send.close();
    this.#recv.close();
    this.receiving.dropAll();
  }

  #connect(transport: Transport): WatchedPath {
    preferLaterSearches(transport);
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, callback) => {
      this.#signalling.request('connectTransport', { transportId, dtlsParameters }).catch(error => {
        if (transport.closed) return;
        transport.close();
        this.#events.lost(asError(error));
      });
      // Nothing depends on the answer, so nothing waits for it: `publish` and `startConsumers` follow at once.
      callback();
    });
    transport.on('connectionstatechange', () => this.#events.pathChanged());
    const spare = new SpareIce(async () => {
      const { iceParameters } = await this.#signalling.request('restartIce', { transportId });
      return iceParameters;
    });
    const recovery = recoverIce(transport, () => spare.take());
    this.#recoveries.push(recovery);
    return watched(transport, recovery, spare);
  }
}

function watched(transport: Transport, recovery: IceRecovery, spare: SpareIce): WatchedPath {
  transport.on('connectionstatechange', state => {
    if (state === 'connected') setTimeout(() => { if (!transport.closed) void spare.prepare(); }, 2000);
  });
  return {
    get isConnected() {
      return !transport.closed && transport.connectionState !== 'new';
    },
    look: async () => lookAt(await transport.getStats() as unknown as Report),
    silent: () => { console.log('silent', transport.direction, transport.connectionState); recovery.silent(); },
    alive: () => {
      console.log('alive', transport.direction, transport.connectionState);
      recovery.alive();
      void spare.prepare();
    },
  };
}

function isUnsupported(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'UnsupportedError';
}
