/**
 * One call as the page shows it: the SDK's room as signals. Born from a joined room, ended with it.
 */
import { batch, computed, type Signal, signal } from '@preact/signals';
import {
  type ConnectionState,
  type Grant,
  type Moderation,
  type PathState,
  type PeerState,
  type Reaction,
  RequestError,
  type Room,
  type RoomEvent,
  type RoomState,
  SessionEnded,
  type Size,
  TileObserver,
  type Waiting,
} from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { barrierTo, type Permit } from '../moderation/permits.ts';
import { tellModeration } from '../moderation/tell-moderation.ts';
import { announce, notify, notifyAbout } from '../notices.ts';
import { ChatLog } from '../panels/chat-log.ts';
import { type Gathered, ReactionFeed } from '../panels/reaction-feed.ts';
import { QualitySignals } from '../quality/quality-signals.ts';
import type { Arrival } from '../quality/tile-state.ts';
import { text } from '../strings/index.ts';
import { newsOf } from './news.ts';

export class Call {
  readonly room: Room;
  readonly media: LocalSignals;
  readonly state: Signal<RoomState>;
  /** By producer id: what arrives, which layers of it, and why not more. */
  readonly tracks: Signal<ReadonlyMap<string, MediaStreamTrack>>;
  readonly arrivals = signal<ReadonlyMap<string, Arrival>>(new Map());
  readonly quality: QualitySignals;
  /** Peers who are heard right now. */
  readonly speaking = signal<ReadonlySet<string>>(new Set());
  /** Who has the floor, yourself included. */
  readonly dominant = signal<string | null>(null);
  readonly path: Signal<PathState>;
  readonly connection: Signal<ConnectionState>;
  /** When the server is restarted, in milliseconds since 1970; infinity: when all calls have ended. Undefined: not that anybody knows. */
  readonly restartsAt = signal<number | undefined>(undefined);
  /** Without a connection: the server is started anew, or one waits in the lobby to be let in again. */
  readonly awaits = signal<'server' | 'lobby' | undefined>(undefined);
  /** The browser plays sound, or even pictures, only after a click. */
  readonly playBlocked = signal(false);
  readonly tiles: TileObserver;
  readonly chat: ChatLog;
  readonly reactions: ReactionFeed;
  /** What one may do. */
  readonly grant: Signal<Grant>;
  /** Who waits to be let in: moderators are told. */
  readonly lobby: Signal<readonly Waiting[]>;
  readonly settings = computed(() => this.state.value.settings);
  /** Yourself; the others see it only if you are in `state.peers`. */
  readonly own = computed<PeerState>(() => this.state.value.peers[this.peerId] ?? this.#hiddenSelf());
  readonly hidden = computed(() => this.state.value.peers[this.peerId] === undefined);
  readonly alone = computed(() => Object.keys(this.state.value.peers).every(id => id === this.peerId));
  /** One's own hand. */
  readonly handRaised = computed(() => this.own.value.handRaisedAt !== null);

  readonly #name: string;
  readonly #peerId: Signal<string>;

  /** `name`: what one is called where the room does not say, because one is hidden. */
  constructor(room: Room, media: LocalSignals, expectedTile: Size, name: string) {
    this.room = room;
    this.#name = name;
    this.#peerId = signal(room.peerId);
    this.media = media;
    this.state = signal(room.state);
    this.grant = signal(room.grant);
    this.lobby = signal(room.lobby);
    this.tracks = signal(this.#remoteTracks());
    this.path = signal(room.pathState);
    this.connection = signal(room.connection);
    this.quality = new QualitySignals(room);
    this.tiles = new TileObserver(interest => room.setInterest(interest), expectedTile);
    this.chat = new ChatLog((message, messageId) => room.sendChat(message, messageId));
    this.reactions = new ReactionFeed(gathered => this.#tellReactions(gathered));
    this.#listen();
    tellModeration(this);
  }

  /** Your own: another one where you had to join anew. */
  get peerId(): string {
    return this.#peerId.value;
  }

  /** Handed to whatever plays something. */
  readonly onBlocked = (): void => {
    this.playBlocked.value = true;
  };

  nameOf(peerId: string): string {
    const peer = peerId === this.peerId ? this.own.value : this.state.value.peers[peerId];
    return peer?.name ?? text.someone;
  }

  toggleHand(): void {
    this.room.setHand(!this.handRaised.value).catch(error => console.warn(error));
  }

  react(reaction: Reaction): void {
    this.room.sendReaction(reaction).catch(error => {
      console.warn(error);
      notify(text.controlBar.reactionRefused);
    });
  }

  /** What keeps one from it, if anything. */
  barrierTo(permit: Permit): 'grant' | 'room' | undefined {
    return barrierTo(permit, this.grant.value, this.settings.value);
  }

  /** Resolves with whether it worked; if not, the reader has been told. */
  async moderate(act: (moderation: Moderation) => Promise<void>): Promise<boolean> {
    try {
      await act(this.room.moderation);
      return true;
    } catch (error) {
      // The call is over meanwhile, and that is said.
      if (error instanceof SessionEnded) return false;
      const reason = error instanceof RequestError ? error.reason : '';
      // Whom or what it was about has gone.
      if (reason === 'not-found') return true;
      console.warn(error);
      notify(reason === 'not-permitted' ? text.moderation.notPermitted : text.moderation.failed);
      return false;
    }
  }

  #listen(): void {
    const { room } = this;
    room.on('grant', grant => {
      this.grant.value = grant;
    });
    room.on('lobby', waiting => {
      this.lobby.value = waiting;
    });
    room.on('event', (event, state) => {
      this.#tell(event);
      this.state.value = state;
    });
    room.on('state', state => this.#replace(state));
    room.on('rejoined', () => this.#rejoined());
    room.on('waiting', () => {
      this.awaits.value = 'lobby';
    });
    room.on('connection', (state, lost) => {
      this.connection.value = state;
      this.awaits.value = lost?.reason === 'shutdown' ? 'server' : undefined;
      // The next one may be another server. The same one says it again before it is `connected`.
      if (state === 'reconnecting') this.restartsAt.value = undefined;
    });
    room.on('draining', ({ seconds }) => {
      this.restartsAt.value = seconds === null ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1_000;
    });
    const tracksChanged = () => {
      this.tracks.value = this.#remoteTracks();
    };
    room.on('trackAdded', tracksChanged);
    room.on('trackRemoved', ({ producerId }) => {
      tracksChanged();
      const arrivals = new Map(this.arrivals.value);
      if (arrivals.delete(producerId)) this.arrivals.value = arrivals;
    });
    room.on('layers', (producerId, layers, limit) => {
      this.arrivals.value = new Map(this.arrivals.value).set(producerId, { layers, limit });
    });
    room.on('path', path => {
      this.path.value = path;
    });
    room.on('speakers', ({ dominant, levels }) => {
      this.tiles.setDominant(dominant);
      this.dominant.value = dominant;
      // The sound of a shared screen is not its owner speaking.
      const voices = levels.filter(({ source }) => source === 'microphone');
      this.#speak(new Set(voices.map(({ peerId }) => peerId)));
    });
    room.on('reaction', reaction => this.reactions.add(reaction));
    room.on('error', error => console.warn(error));
    room.on('ended', () => {
      this.tiles.stop();
      this.reactions.stop();
    });
  }

  #replace(state: RoomState): void {
    this.chat.replaced(this.state.value.chat, state.chat);
    this.state.value = state;
  }

  /** The room's state is the new one already; the state of before is still here. */
  #rejoined(): void {
    const { peerId, state } = this.room;
    const isNew = isAnother(this.state.value, state, this.#peerId.value);
    batch(() => {
      this.#peerId.value = peerId;
      this.#replace(state);
      this.speaking.value = new Set();
      this.dominant.value = null;
    });
    this.tiles.setDominant(null);
    notifyAbout('rejoined', isNew ? text.network.begunAnew : text.network.rejoined);
  }

  #hiddenSelf(): PeerState {
    return {
      peerId: this.peerId,
      name: this.#name,
      identity: null,
      grant: this.room.grant,
      joinedAt: 0,
      handRaisedAt: null,
      producers: {},
    };
  }

  #speak(speaking: ReadonlySet<string>): void {
    const before = this.speaking.value;
    if (speaking.size === before.size && [...speaking].every(peerId => before.has(peerId))) return;
    this.speaking.value = speaking;
  }

  /** `this.state` is still the state before the event. */
  #tell(event: RoomEvent): void {
    const { peerId: ownId, chat } = this;
    const news = newsOf(event, this.state.value, { ownId, readsChat: chat.inSight });
    if (news) announce(news);
    if (event.type === 'chatSent') chat.heard(event, event.peerId === ownId);
  }

  /** Of others: one's own are known. */
  #tellReactions(gathered: Gathered[]): void {
    const sentences = gathered.flatMap(({ reaction, peerIds }) => {
      const names = [...peerIds].filter(peerId => peerId !== this.peerId).map(peerId => this.nameOf(peerId));
      return names.length > 0 ? [text.controlBar.reacted(names, reaction)] : [];
    });
    if (sentences.length > 0) announce(sentences.join(' '));
  }

  #remoteTracks(): ReadonlyMap<string, MediaStreamTrack> {
    return new Map([...this.room.remoteTracks.values()].map(({ producerId, track }) => [producerId, track]));
  }
}

/** Whether the room began anew: its log is shorter than it was, or of the others nobody is who they were. */
function isAnother(before: RoomState, now: RoomState, ownId: string): boolean {
  const others = Object.keys(before.peers).filter(peerId => peerId !== ownId);
  return now.seq < before.seq || (others.length > 0 && others.every(peerId => !now.peers[peerId]));
}
