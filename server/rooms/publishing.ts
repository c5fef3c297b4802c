/**
 * What one peer publishes: builds, mutes and ends its producers on the send transport of its media. Owns the producers;
 * who receives them is the business of the others' subscriptions.
 */
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import type { EngineProducer, EngineTransport } from '../media/engine.ts';
import type { Params } from '../protocol/methods.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import type { SignalParams } from '../protocol/signals.ts';
import { kindOf, type Source } from '../protocol/words.ts';
import { Demand } from './demand.ts';
import { engineRefusal } from './engine-refusal.ts';
import { layerSizes } from './layers.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import { requirePublishable } from './publishable.ts';

/** What publishing needs of the room it happens in. */
export interface PublishingRoom {
  readonly publications: Publications;
  /** So many at a time. */
  readonly most: number;
  /** Whether the peer may publish the source as things are now. */
  mayPublish(source: Source): boolean;
  /** Logs a change that is not made by `shown` and `hidden`. */
  change(change: RoomChange): void;
  /** The publication can be consumed from now on. */
  shown(publication: Publication): void;
  /** It cannot any more, whatever ended it. */
  hidden(publication: Publication): void;
  /** The publisher is to know how much of a video is wanted. */
  wanted(params: SignalParams<'layersWanted'>): void;
}

/** The size of the picture when a publisher does not tell. */
const assumedSize = { camera: { width: 1280, height: 720 }, screen: { width: 1920, height: 1080 } };

/** Milliseconds from one request for a key frame of a stream to the next, however many receivers ask, and however soon it came. */
const keyFrameRequestDelay = 500;

export class Publishing {
  readonly #peerId: string;
  readonly #transport: EngineTransport;
  readonly #room: PublishingRoom;

  constructor(peerId: string, transport: EngineTransport, room: PublishingRoom) {
    this.#peerId = peerId;
    this.#transport = transport;
    this.#room = room;
  }

  /** Resolves when others can consume it. Publishing the same again changes nothing. Throws `not-permitted` beside what is refused. */
  async publish(params: Params<'publish'>): Promise<void> {
    const { producerId, source, rtpParameters, paused } = params;
    const known = this.#room.publications.get(producerId);
    if (known?.peerId === this.#peerId && known.source === source) return;
    this.#requirePermission(source);
    requirePublishable(params);

    const layers = layersOf(params);
    const publication: Publication = {
      producerId,
      peerId: this.#peerId,
      source,
      layers,
      paused,
      producer: undefined,
      demand: undefined,
    };
    this.#room.publications.claim(publication, this.#room.most);
    try {
      const producer = await this.#transport.produce({
        kind: kindOf(source),
        rtpParameters,
        paused,
        keyFrameRequestDelay,
      });
      this.#build(publication, producer);
    } catch (error) {
      this.#room.publications.release(publication);
      throw engineRefusal(error, this.#transport, 'rtpParameters');
    }
    this.#room.shown(publication);
  }

  unpublish(producerId: string): void {
    this.#own(producerId).producer?.close();
  }

  /** Ends what a moderator (`by`) or the server (`null`) will not have. Throws `not-found`. */
  end(producerId: string, by: string | null): void {
    const publication = this.#own(producerId);
    publication.endedBy = by;
    publication.producer?.close();
  }

  /** The grant or the room has changed: what may not be published any more ends. */
  endForbidden(by: string | null): void {
    for (const { producerId, source } of [...this.#room.publications.of(this.#peerId)]) {
      if (!this.#room.mayPublish(source)) this.end(producerId, by);
    }
  }

  /** Says again how much of each video is wanted. */
  repeatNews(): void {
    for (const { demand } of this.#room.publications.of(this.#peerId)) demand?.repeat();
  }

  /**
   * Mutes or un-mutes for everybody. The state changes once the engine has: nobody is shown as muted who can be heard. `by`: who
   * does it, where it is not the peer itself.
   */
  async setPaused(producerId: string, paused: boolean, by?: string | null): Promise<void> {
    const publication = this.#own(producerId);
    const { producer } = publication;
    if (!producer || publication.paused === paused) return;
    await (paused ? producer.pause() : producer.resume());
    if (producer.closed) throw new RequestError('not-found', 'producerId');
    if (publication.paused === paused) return; // somebody else was faster
    publication.paused = paused;
    const type = paused ? 'producerPaused' : 'producerResumed';
    const change = { type, peerId: this.#peerId, producerId } as const;
    this.#room.change(paused && by !== undefined ? { ...change, type: 'producerPaused', by } : change);
  }

  /** The permission, or the wish of a moderator, may be another than when the engine was asked. */
  #build(publication: Publication, producer: EngineProducer): void {
    publication.producer = adopt(this.#transport, producer, () => this.#ended(publication));
    if (publication.endedBy !== undefined || !this.#room.mayPublish(publication.source)) {
      this.#room.publications.release(publication); // nobody has seen it
      producer.close();
      throw new RequestError('not-permitted', 'source');
    }
    if (publication.layers.length > 0) publication.demand = this.#demandFor(publication);
  }

  #requirePermission(source: Source): void {
    if (!this.#room.mayPublish(source)) throw new RequestError('not-permitted', 'source');
  }

  #demandFor({ producerId, layers }: Publication): Demand {
    return new Demand(layers.length, spatialLayer => this.#room.wanted({ producerId, spatialLayer }));
  }

  #ended(publication: Publication): void {
    publication.demand?.close();
    if (this.#room.publications.release(publication)) this.#room.hidden(publication);
  }

  #own(producerId: string): Publication {
    const publication = this.#room.publications.get(producerId);
    if (publication?.peerId !== this.#peerId) throw new RequestError('not-found', 'producerId');
    return publication;
  }
}

function layersOf({ source, rtpParameters, width, height }: Params<'publish'>) {
  if (!isVideo(source)) return [];
  const assumed = assumedSize[source];
  return layerSizes(rtpParameters.encodings, {
    width: width || assumed.width,
    height: height || assumed.height,
  });
}

function isVideo(source: Source): source is 'camera' | 'screen' {
  return kindOf(source) === 'video';
}
