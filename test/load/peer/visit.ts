/**
 * One time inside: a session that joins a room, and what becomes of it until it ends. Follows the protocol as the SDK's room does, on the
 * SDK's own connection. Knows no other load peer.
 */
import { isPassing } from '../../../client/sdk/come-back.ts';
import { forcedBetween } from '../../../client/sdk/forced-between.ts';
import { IncomingSignals } from '../../../client/sdk/incoming-signals.ts';
import { LastingConnection } from '../../../client/sdk/lasting-connection.ts';
import { RequestError } from '../../../client/sdk/request-error.ts';
import { RoomReplica } from '../../../client/sdk/room-replica.ts';
import { SessionEnded } from '../../../client/sdk/session-end.ts';
import type { Params, Result } from '../../../server/protocol/methods.ts';
import type { RoomEvent, RoomState } from '../../../server/protocol/room-state.ts';
import type { SignalParams } from '../../../server/protocol/signals.ts';
import type { VisitReport } from '../report/peer-report.ts';
import { receivingCapabilities } from './capabilities.ts';
import { failureOf } from './failure.ts';
import type { Life } from './life.ts';
import { PeerMedia } from './peer-media.ts';
import { VisitTimes } from './visit-times.ts';
import { Watching } from './watching.ts';

/** Milliseconds for the server's goodbye, as in the SDK. */
const goodbye = 1_000;
/** Seconds after which a page tries again where the server does not say when. */
const soonest = 5;

export class Visit {
  readonly media: PeerMedia;
  readonly #life: Life;
  readonly #connection: LastingConnection;
  readonly #incoming: IncomingSignals;
  readonly #replica = new RoomReplica();
  readonly #watching: Watching;
  readonly #times: VisitTimes;
  readonly #ended = Promise.withResolvers<void>();
  #dominant: string | null = null;
  #token: string | undefined;
  #isLeaving = false;

  constructor(life: Life) {
    const { options, sockets } = life;
    this.#life = life;
    this.#token = options.token;
    this.#times = new VisitTimes(options.beganAt);
    this.#connection = new LastingConnection({ url: options.url, openSocket: sockets.open });
    this.#incoming = new IncomingSignals(this.#connection);
    this.media = new PeerMedia(life, this.#connection, {
      connected: direction => this.#times.connected(direction),
      first: kind => this.#times.first(kind),
      failed: error => this.#failed(error),
      lost: error => this.#lost(error),
    });
    this.#watching = new Watching({
      layout: options.layout,
      room: () => ({ state: this.#replica.state, peerId: this.#replica.peerId, dominant: this.#dominant }),
      declare: interest => {
        this.#connection.request('setInterest', { interest }).catch(error => this.#failed(error));
      },
      turned: producerId => this.media.expectPause(producerId),
    });
    this.#follow();
  }

  get report(): VisitReport {
    return this.#times.report;
  }

  /**
   * Resolves when media are connected, or it is over; never rejects: what failed is in the report. With seconds after which to try again, when the
   * refusal is one that passes.
   */
  async enter(): Promise<number | undefined> {
    try {
      const hello = await this.#connection.open();
      this.#times.hello();
      const joined = await this.#connection.request('join', this.#joinParams(hello));
      this.#times.joined(joined.state, joined.peerId);
      await Promise.race([this.#begin(joined), this.#ended.promise]);
    } catch (error) {
      this.#failed(error);
      this.#connection.close('left');
      if (error instanceof RequestError && isPassing(error)) return error.retryAfter ?? soonest;
    }
    return undefined;
  }

  /** Resolves when the session has ended. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    const end = () => this.#connection.close('left');
    if (this.#connection.state === 'reconnecting') end();
    const timer = setTimeout(end, goodbye);
    // The answer is followed by the close of the socket; before joining there is nobody to say goodbye.
    this.#connection.request('leave', {}).catch(end);
    await this.#ended.promise;
    clearTimeout(timer);
  }

  #joinParams(hello: SignalParams<'hello'>): Params<'join'> {
    const { room, name } = this.#life.options;
    this.media.server = hello.routerRtpCapabilities;
    const rtpCapabilities = receivingCapabilities(hello.routerRtpCapabilities);
    const token = this.#token;
    return {
      room,
      name,
      rtpCapabilities,
      interest: this.#watching.declared,
      ...(token !== undefined && { token }),
    };
  }

  async #begin(joined: Result<'join'>): Promise<void> {
    const { resumeToken, seatSeconds } = joined;
    this.#replica.begin(joined);
    this.#connection.keep({
      resumeToken,
      seatSeconds,
      seq: () => this.#replica.state.seq,
      entrance: { params: async hello => this.#joinParams(hello), dropToken: () => false },
    });
    this.media.iceServers = joined.iceServers;
    const connected = this.media.begin(joined.media);
    this.#incoming.release();
    this.#watching.changed();
    await connected;
  }

  #follow(): void {
    const { media } = this;
    const connection = this.#connection;
    const incoming = this.#incoming;
    incoming.follow('event', event => this.#event(event));
    incoming.follow('speakers', ({ dominant }) => {
      if (dominant === this.#dominant) return;
      this.#dominant = dominant;
      this.#watching.changed();
    });
    incoming.follow('token', ({ token }) => {
      this.#token = token;
    });
    incoming.follow('iceServers', ({ iceServers }) => {
      media.iceServers = iceServers;
    });
    incoming.follow('mediaLost', ({ generation }) => media.lost(generation));
    incoming.follow('mediaRenewed', renewed => void media.begin(renewed));
    incoming.follow('consumersAdded', params => media.consumersAdded(params));
    incoming.follow('consumersRemoved', params => media.consumersRemoved(params));
    incoming.follow('layersWanted', params => media.layersWanted(params));
    connection.on('waiting', () => connection.waitFor('join'));
    connection.on('resumed', resumed => this.#resumed(resumed));
    connection.on('rejoined', joined => this.#rejoined(joined));
    connection.on('state', state => {
      if (state === 'connected') this.#life.counts.reconnects += 1;
    });
    connection.on('ended', end => {
      if (!this.#isLeaving) this.report.failure ??= end.reason;
      this.#watching.stop();
      media.end();
      this.#ended.resolve();
    });
  }

  #event(event: RoomEvent): void {
    this.#replica.apply(event);
    if ('peerId' in event && event.peerId === this.#replica.peerId) this.#followOwn(event);
    if (event.type === 'producerPaused' || event.type === 'producerResumed') {
      this.media.expectPause(event.producerId);
    }
    this.#watching.changed();
  }

  /** Of its own sources; a load peer itself neither mutes nor ends them. */
  #followOwn(event: RoomEvent): void {
    if (event.type === 'producerRemoved') this.media.stopped(event.producerId);
    if (event.type === 'producerPaused') this.media.muted(event.producerId);
  }

  #resumed({ events, state, iceServers, media }: Result<'resume'>): void {
    this.media.iceServers = iceServers;
    for (const event of events) this.#event(event);
    if (state) this.#replace(state);
    this.media.resumed(media);
    this.#watching.changed();
  }

  /** Too much was missed to be told one by one. */
  #replace(state: RoomState): void {
    const { state: before, peerId } = this.#replica;
    this.#replica.replace(state);
    for (const change of forcedBetween(before, state, peerId)) this.#followOwn(change);
  }

  #rejoined(joined: Result<'join'>): void {
    this.#replica.begin(joined);
    this.media.iceServers = joined.iceServers;
    void this.media.begin(joined.media);
    this.#watching.changed();
  }

  #failed(error: unknown): void {
    if (this.#connection.end && !(error instanceof SessionEnded)) return;
    if (!this.#isLeaving) this.report.failure ??= failureOf(error);
  }

  #lost(error: unknown): void {
    this.#failed(error);
    this.#connection.close('media-lost');
  }
}
