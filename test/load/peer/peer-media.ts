/**
 * The media of one visit over its generations: what is published stays, under its ids, and is sent again in each. Knows a signalling port,
 * no socket and no room.
 */
import { newRandomId } from '../../../client/sdk/random-id.ts';
import type { Signalling } from '../../../client/sdk/signalling.ts';
import type { Media } from '../../../server/protocol/media.ts';
import type { IceServer, RtpCapabilities } from '../../../server/protocol/rtp.ts';
import type { SignalParams } from '../../../server/protocol/signals.ts';
import { Generation, type GenerationEvents } from './generation.ts';
import type { Life } from './life.ts';
import type { Publication } from './publish-request.ts';
import type { ReceivedReport, SentReport } from './tally.ts';

/** So many generations in a row are tried that carry nothing, as the SDK does. */
const mostFailures = 3;

export interface PeerMediaEvents extends Pick<GenerationEvents, 'connected' | 'first' | 'failed'> {
  /** There is no use in trying any longer. */
  lost(error: unknown): void;
}

export class PeerMedia {
  /** What the server says of TURN. For the next generation: a path in use stays as it is. */
  iceServers: readonly IceServer[] = [];
  /** Of the server of now. */
  server: RtpCapabilities = { codecs: [], headerExtensions: [] };
  readonly #life: Life;
  readonly #signalling: Signalling;
  readonly #events: PeerMediaEvents;
  readonly #publications: Publication[];
  #generation: Generation | undefined;
  #failures = 0;
  #isOver = false;

  constructor(life: Life, signalling: Signalling, events: PeerMediaEvents) {
    this.#life = life;
    this.#signalling = signalling;
    this.#events = events;
    this.#publications = life.options.sources.map(source => ({
      producerId: newRandomId(),
      source,
      paused: false,
    }));
  }

  /**
   * On what the server made for it, in place of the generation before. One that there is already changes nothing. Resolves when what began
   * is connected, or will not be.
   */
  async begin(media: Media): Promise<void> {
    if (this.#isOver || media.sendTransport.transportId === this.#generation?.id) return;
    if (this.#generation) this.#life.counts.generations += 1;
    this.#generation?.end();
    const generation = this.#newGeneration(media);
    this.#generation = generation;
    await generation.begin(this.#publications, media.consumers);
  }

  /** The server has lost that generation; another follows. */
  lost(number: number): void {
    if (number === this.#generation?.number) this.#generation.end();
  }

  consumersAdded({ consumers }: SignalParams<'consumersAdded'>): void {
    this.#generation?.receive(consumers);
  }

  consumersRemoved({ consumerIds }: SignalParams<'consumersRemoved'>): void {
    this.#generation?.receiving.drop(consumerIds);
  }

  /** The peer is back: of this generation these are all consumers. Of another one the server tells all. */
  resumed({ generation, consumers }: Pick<Media, 'generation' | 'consumers'>): void {
    if (generation === this.#generation?.number) this.#generation.reconcile(consumers);
  }

  layersWanted({ producerId, spatialLayer }: SignalParams<'layersWanted'>): void {
    this.#generation?.sending.layersWanted(producerId, spatialLayer);
  }

  /** Nothing is expected of that producer for a while, or again. */
  expectPause(producerId: string): void {
    this.#generation?.receiving.expectPause(producerId);
  }

  /** Somebody has muted what this peer publishes. */
  muted(producerId: string): void {
    const index = this.#indexOf(producerId);
    const publication = this.#publications[index];
    if (publication) this.#publications[index] = { ...publication, paused: true };
    this.#generation?.sending.mute(producerId);
  }

  /** Somebody has ended what this peer publishes. */
  stopped(producerId: string): void {
    const index = this.#indexOf(producerId);
    if (index !== -1) this.#publications.splice(index, 1);
    this.#generation?.sending.end(producerId);
  }

  setSpeaking(speaking: boolean): void {
    this.#generation?.sending.setSpeaking(speaking);
  }

  /** Of what is being received and sent now. */
  report(now: number): { received: ReceivedReport[]; sent: SentReport[] } {
    return {
      received: this.#generation?.receiving.report(now) ?? [],
      sent: this.#generation?.sending.report(now) ?? [],
    };
  }

  /** Idempotent. */
  end(): void {
    this.#isOver = true;
    this.#generation?.end();
    this.#generation = undefined;
  }

  #indexOf(producerId: string): number {
    return this.#publications.findIndex(publication => publication.producerId === producerId);
  }

  #newGeneration(media: Media): Generation {
    return new Generation(media, {
      life: this.#life,
      signalling: this.#signalling,
      server: this.server,
      iceServers: this.iceServers,
      events: {
        first: this.#events.first,
        failed: this.#events.failed,
        connected: direction => {
          this.#failures = 0;
          this.#events.connected(direction);
        },
        restarted: () => {
          this.#life.counts.iceRestarts += 1;
        },
        useless: error => this.#renew(media.generation, error),
      },
    });
  }

  #renew(generation: number, error: unknown): void {
    if (generation !== this.#generation?.number) return;
    this.#failures += 1;
    if (this.#failures > mostFailures) this.#events.lost(error);
    // The server does nothing for one that it has replaced already, such as for the other of two transports.
    else this.#signalling.request('renewMedia', { generation }).catch(() => this.#events.lost(error));
  }
}
