/**
 * What a load peer has declared that it wants to receive, kept equal to what its layout makes of the room. Like a page, it waits a moment for
 * what else changes. Knows no media: it is handed what tells the server.
 */
import type { Interest } from '../../../server/protocol/interest.ts';
import type { RoomState } from '../../../server/protocol/room-state.ts';
import type { Layout } from '../scenario/scenario.ts';
import { firstInterest, interestIn, isShown, type Viewer } from './layout.ts';

/** Milliseconds, as the SDK's tile observer. */
const settle = 200;

export interface WatchingOptions {
  readonly layout: Layout;
  readonly room: () => { readonly state: RoomState } & Viewer;
  readonly declare: (interest: Interest) => void;
  /** It is seen from now on, or no more: that nothing comes meanwhile is no fault. */
  readonly turned: (producerId: string) => void;
}

export class Watching {
  readonly #options: WatchingOptions;
  #declared: Interest;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WatchingOptions) {
    this.#options = options;
    this.#declared = firstInterest(options.layout);
  }

  /** What joining declares. */
  get declared(): Interest {
    return this.#declared;
  }

  /** Somebody came, went, or has the floor now. */
  changed(): void {
    const { layout } = this.#options;
    if (layout !== 'none' && layout !== 'audio') this.#timer ??= setTimeout(() => this.#declare(), settle);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #declare(): void {
    this.#timer = undefined;
    const { layout, room, declare, turned } = this.#options;
    const { state, ...viewer } = room();
    const before = this.#declared;
    const interest = interestIn(layout, state, viewer);
    if (JSON.stringify(interest) === JSON.stringify(before)) return;
    this.#declared = interest;
    for (const { producers } of Object.values(state.peers)) {
      for (const producerId of Object.keys(producers)) {
        if (isShown(before, producerId) !== isShown(interest, producerId)) turned(producerId);
      }
    }
    declare(interest);
  }
}
