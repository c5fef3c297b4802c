/**
 * A load peer: comes, is refused and tries again as a page would, leaves, comes back; and tells what happened. The protocol is in visit.ts.
 */
import type { Random } from '../../fuzz/support/random.ts';
import type { PeerReport, VisitReport } from '../report/peer-report.ts';
import { draws } from '../scenario/draws.ts';
import { CountingSockets } from './counting-socket.ts';
import type { Life } from './life.ts';
import type { LoadPeer, LoadPeerOptions } from './peer.ts';
import { Tally } from './tally.ts';
import { Visit } from './visit.ts';

export function createLoadPeer(options: LoadPeerOptions): LoadPeer {
  return new OwnLoadPeer(options);
}

class OwnLoadPeer implements LoadPeer {
  readonly #life: Life;
  readonly #visits: VisitReport[] = [];
  #visit: Visit | undefined;
  readonly #random: Random;
  #wake = () => {};
  #isWanted = false;

  constructor(options: LoadPeerOptions) {
    this.#random = draws(options.seed, 'pause', options.number);
    this.#life = {
      options,
      sockets: new CountingSockets(),
      tally: new Tally(),
      counts: { reconnects: 0, generations: 0, iceRestarts: 0 },
      times: new Map(),
      isSpeaking: true,
    };
  }

  async join(): Promise<void> {
    this.#isWanted = true;
    while (this.#isWanted) {
      const visit = new Visit(this.#life);
      this.#visit = visit;
      this.#visits.push(visit.report);
      const retryAfter = await visit.enter();
      if (retryAfter === undefined) return;
      // As a page does, not everybody at the same moment.
      await this.#pause(retryAfter * 1000 * (1 + this.#random.next() / 2));
    }
  }

  async leave(): Promise<void> {
    this.#isWanted = false;
    this.#wake();
    await this.#visit?.leave();
    await this.#life.sockets.closed();
  }

  setSpeaking(speaking: boolean): void {
    this.#life.isSpeaking = speaking;
    this.#visit?.media.setSpeaking(speaking);
  }

  report(): PeerReport {
    const { options, tally, counts, sockets } = this.#life;
    const live = this.#visit?.media.report(performance.now());
    return {
      number: options.number,
      room: options.room,
      process: 0, // whoever started the process knows which one it is
      client: options.client,
      visits: this.#visits.map(visit => ({ ...visit })),
      ...counts,
      received: [...tally.received, ...(live?.received ?? [])],
      sent: [...tally.sent, ...(live?.sent ?? [])],
      signalling: { ...sockets.counts },
    };
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
