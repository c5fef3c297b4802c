/**
 * The peers of one process and what they do by the timetable: who is inside, and what all of them have counted. Knows neither what a peer
 * is made of nor other processes.
 */
import type { LoadPeer } from '../peer/peer.ts';
import type { PeerReport } from '../report/peer-report.ts';
import type { PlannedPeer } from '../scenario/scenario.ts';
import { pause, until } from '../until.ts';
import { type Entry, timetableOf } from './timetable.ts';

interface Member {
  readonly peer: LoadPeer;
  /** Milliseconds inside, but for this visit. */
  inside: number;
  /** When this visit began; undefined: it is outside. */
  since: number | undefined;
  /** Settles when it has left, so that it does not come before it has gone. */
  leaving: Promise<void>;
}

const leaveDeadline = 10_000; // ms

export class Cast {
  readonly #members: readonly Member[];
  readonly #timetable: readonly Entry[];

  constructor(peers: readonly PlannedPeer[], create: (peer: PlannedPeer) => LoadPeer) {
    this.#members = peers.map(planned => ({
      peer: create(planned),
      inside: 0,
      since: undefined,
      leaving: Promise.resolve(),
    }));
    this.#timetable = timetableOf(peers);
  }

  /** Resolves when all have left: after the last entry, or once aborted. `began`: performance.now() of time 0. */
  async perform(began: number, signal: AbortSignal): Promise<void> {
    for (const entry of this.#timetable) {
      await until(began + entry.at, signal);
      if (signal.aborted) break;
      this.#do(entry);
    }
    for (const member of this.#members) this.#leave(member);
    await Promise.race([Promise.all(this.#members.map(({ leaving }) => leaving)), pause(leaveDeadline)]);
  }

  /** How many have joined and not left. */
  get inside(): number {
    return this.#members.filter(
      ({ since, peer }) => since !== undefined && peer.report().visits.at(-1)?.joined !== undefined,
    ).length;
  }

  results(): { readonly inside: number; readonly report: PeerReport }[] {
    return this.#members.map(({ peer, inside, since }) => ({
      inside: inside + (since === undefined ? 0 : performance.now() - since),
      report: peer.report(),
    }));
  }

  #do({ peer: index, does }: Entry): void {
    const member = this.#members[index];
    if (!member) return;
    if (does === 'join') this.#join(member);
    else if (does === 'leave') this.#leave(member);
    else member.peer.setSpeaking(does === 'speak');
  }

  #join(member: Member): void {
    member.since = performance.now();
    void member.leaving.then(() => (member.since === undefined ? undefined : member.peer.join()));
  }

  #leave(member: Member): void {
    if (member.since === undefined) return;
    member.inside += performance.now() - member.since;
    member.since = undefined;
    member.leaving = member.leaving.then(() => member.peer.leave());
  }
}
