/**
 * One call as the page shows it: the SDK's room as signals. Born from a joined room, ended with it.
 */
import { type Signal, signal } from '@preact/signals';
import {
  type PathState,
  type Room,
  type RoomEvent,
  type RoomState,
  type Size,
  TileObserver,
} from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { announce } from '../notices.ts';
import { QualitySignals } from '../quality/quality-signals.ts';
import type { Arrival } from '../quality/tile-state.ts';
import { text } from '../strings/index.ts';

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
  /** The browser plays sound, or even pictures, only after a click. */
  readonly playBlocked = signal(false);
  readonly tiles: TileObserver;

  constructor(room: Room, media: LocalSignals, expectedTile: Size) {
    this.room = room;
    this.media = media;
    this.state = signal(room.state);
    this.tracks = signal(this.#remoteTracks());
    this.path = signal(room.pathState);
    this.quality = new QualitySignals(room);
    this.tiles = new TileObserver(interest => room.setInterest(interest), expectedTile);
    this.#listen();
  }

  get peerId(): string {
    return this.room.peerId;
  }

  /** Handed to whatever plays something. */
  readonly onBlocked = (): void => {
    this.playBlocked.value = true;
  };

  nameOf(peerId: string): string {
    return this.state.value.peers[peerId]?.name ?? text.someone;
  }

  #listen(): void {
    const { room } = this;
    room.on('event', (event, state) => {
      this.#announce(event);
      this.state.value = state;
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
    room.on('error', error => console.warn(error));
    room.on('ended', () => this.tiles.stop());
  }

  #speak(speaking: ReadonlySet<string>): void {
    const before = this.speaking.value;
    if (speaking.size === before.size && [...speaking].every(peerId => before.has(peerId))) return;
    this.speaking.value = speaking;
  }

  /** `this.state` is still the state before the event. */
  #announce(event: RoomEvent): void {
    if (event.type === 'peerJoined') announce(text.joined(event.peer.name));
    else if (event.type === 'peerLeft') announce(text.left(this.nameOf(event.peerId)));
    else if (event.type === 'producerAdded' && event.producer.source === 'screen') {
      announce(text.sharing(this.nameOf(event.peerId)));
    }
  }

  #remoteTracks(): ReadonlyMap<string, MediaStreamTrack> {
    return new Map([...this.room.remoteTracks.values()].map(({ producerId, track }) => [producerId, track]));
  }
}
