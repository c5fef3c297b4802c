/**
 * One peer in a page, which this file is bundled for: joins through the SDK, looks at what its layout says as a load peer does, and tells
 * what the browser counts. Driven by browser-peers.ts through `browserPeer`.
 */
import { LocalMedia, Room } from '../../../client/sdk/index.ts';
import { kindOf, type Source } from '../../../server/protocol/words.ts';
import { failureOf } from '../peer/failure.ts';
import { Watching } from '../peer/watching.ts';
import type { VisitReport } from '../report/peer-report.ts';
import type { BrowserPeer, PageReport } from './browser-peer.ts';
import { ConnectedAt } from './connected-at.ts';
import { FirstMedia } from './first-media.ts';
import { PageStats } from './page-stats.ts';
import { WatchedSockets } from './watched-socket.ts';

const lookEveryMs = 50;
const statsEveryMs = 1_000;

class PagePeer {
  readonly #sockets = new WatchedSockets();
  readonly #connected = new ConnectedAt();
  readonly #first = new FirstMedia();
  readonly #stats = new PageStats();
  readonly #sources = new Map<string, Source>();
  readonly #local = new LocalMedia();
  #room: Room | undefined;
  #beganAt = 0;
  #reconnects = 0;
  #dominant: string | null = null;
  #failure: string | undefined;
  /** Kinds of media that there were to wait for. */
  #expected: ReadonlySet<string> = new Set();
  #isLeaving = false;

  async join(url: string, { room, name, token, publishes, layout }: BrowserPeer): Promise<void> {
    setInterval(() => this.#connected.look(), lookEveryMs);
    setInterval(() => void this.#takeStats(), statsEveryMs);
    try {
      if (publishes) await this.#local.start({ camera: true, microphone: true });
      const watching = this.#watch(layout);
      this.#beganAt = performance.now();
      this.#room = await Room.join({
        url,
        room,
        name,
        ...(token !== undefined && { token }),
        media: this.#local,
        interest: watching.declared,
        data: false,
        openSocket: this.#sockets.open,
      });
      this.#follow(this.#room, watching);
    } catch (error) {
      this.#failure = failureOf(error);
    }
  }

  async report(): Promise<PageReport> {
    await this.#takeStats();
    const { signalling, generations, iceRestarts } = this.#sockets;
    const { received, sent } = this.#stats;
    const counts = { reconnects: this.#reconnects, generations, iceRestarts };
    return { visit: this.#visit(), received, sent, signalling, ...counts };
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#room?.leave();
    this.#local.stop();
  }

  #watch(layout: BrowserPeer['layout']): Watching {
    return new Watching({
      layout,
      room: () => {
        if (!this.#room) throw new Error('not joined');
        return { state: this.#room.state, peerId: this.#room.peerId, dominant: this.#dominant };
      },
      declare: interest => this.#room?.setInterest(interest),
      turned: () => {}, // the browser knows by itself
    });
  }

  #follow(room: Room, watching: Watching): void {
    this.#expected = kindsSentTo(room);
    for (const { track, source } of room.remoteTracks.values()) this.#added(track, source);
    room.on('trackAdded', ({ track, source }) => this.#added(track, source));
    room.on('trackRemoved', ({ track }) => this.#first.stop(track));
    room.on('event', () => watching.changed());
    room.on('state', () => watching.changed());
    room.on('speakers', ({ dominant }) => {
      if (dominant === this.#dominant) return;
      this.#dominant = dominant;
      watching.changed();
    });
    room.on('connection', state => {
      if (state === 'connected') this.#reconnects += 1;
    });
    room.on('ended', ({ reason }) => {
      watching.stop();
      if (!this.#isLeaving) this.#failure ??= reason;
    });
    watching.changed();
  }

  #added(track: MediaStreamTrack, source: Source): void {
    this.#sources.set(track.id, source);
    this.#first.play(track);
  }

  async #takeStats(): Promise<void> {
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      const report = await connection.getStats();
      this.#stats.take(report, trackId => this.#sources.get(trackId), performance.now());
    }
  }

  /** Times of what there was nothing to wait for say when somebody else came: they are left out. */
  #visit(): VisitReport {
    const { hello, joined } = this.#sockets;
    const { send, recv } = this.#connected.moments;
    const { audio, video } = this.#first.moments;
    const moments = {
      hello,
      joined,
      connected: this.#expected.size > 0 ? recv : undefined,
      sendConnected: send,
      firstAudio: this.#expected.has('audio') ? audio : undefined,
      firstVideo: this.#expected.has('video') ? video : undefined,
    };
    const known = Object.entries(moments).flatMap(([name, at]) =>
      at === undefined ? [] : [[name, at - this.#beganAt] as const],
    );
    return {
      at: performance.timeOrigin + this.#beganAt,
      ...Object.fromEntries(known),
      ...(this.#failure !== undefined && { failure: this.#failure }),
    };
  }
}

function kindsSentTo({ state, peerId }: Room): Set<string> {
  const producers = Object.values(state.peers).flatMap(peer =>
    peer.peerId === peerId ? [] : Object.values(peer.producers),
  );
  return new Set(producers.filter(({ paused }) => !paused).map(({ source }) => kindOf(source)));
}

const peer = new PagePeer();
Object.assign(globalThis, {
  browserPeer: {
    join: (url, who) => peer.join(url, who),
    report: () => peer.report(),
    leave: () => peer.leave(),
  } satisfies typeof browserPeer,
});
