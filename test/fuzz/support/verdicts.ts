/**
 * What was asked for that ends the sessions of others: whoever is closed by the server without such a reason was disturbed.
 */
import type { WsClient } from '../../support/ws-client.ts';

export class Verdicts {
  readonly #removed = new Set<string>();
  readonly #endedRooms = new Set<string>();
  readonly #stopped = new Set<string>();
  readonly #gone = new WeakSet<WsClient>();
  /** Tokens that somebody came in with, or tried to. */
  readonly #shown = new Set<string>();

  /** `by` is about to ask this; whether it may is the server's to say. */
  note(by: WsClient, method: string, params: unknown): void {
    const room = by.room.state?.room;
    if (method === 'join') this.#shown.add(textAt(params, 'token'));
    if (method === 'removePeer') this.#removed.add(textAt(params, 'peerId'));
    if (method === 'stopProducer') this.#stopped.add(textAt(params, 'producerId'));
    if (room !== undefined && (method === 'endRoom' || setsEnd(method, params))) this.#endedRooms.add(room);
  }

  /** It goes of its own accord, without a word. */
  async sendHome(client: WsClient): Promise<void> {
    this.goes(client);
    client.hangUp();
    await client.end();
  }

  /** However its session ends from now on, it has wanted to go. */
  goes(client: WsClient): void {
    this.#gone.add(client);
  }

  /** Whether somebody asked to stop it, perhaps while it was being published anew. */
  stopped(producerId: string): boolean {
    return this.#stopped.has(producerId);
  }

  /** Undefined while the client is not closed by the server, or where that had to come; otherwise what is wrong. */
  complaint(client: WsClient, mayGo: readonly string[] = []): string | undefined {
    const reason = client.ended?.reason;
    if (reason === undefined || this.#gone.has(client)) return undefined;
    if (mayGo.includes(reason) || this.#explains(client, reason)) return undefined;
    return `a session was closed: ${client.ended?.code} ${reason}`;
  }

  #explains(client: WsClient, reason: string): boolean {
    const { joined, state } = client.room;
    if (!joined || !state) return false;
    const { peerId } = joined;
    if (reason === 'kicked') return this.#removed.has(peerId);
    if (reason === 'room-closed') return this.#endedRooms.has(state.room);
    if (reason !== 'replaced') return false;
    // Who came without a token has no double but who comes with one that they were given. Hidden ones are not in the state.
    const isGuest = state.peers[peerId]?.identity === null;
    return !isGuest || client.signals('token').some(({ token }) => this.#shown.has(token));
  }
}

function setsEnd(method: string, params: unknown): boolean {
  if (method !== 'changeRoom') return false;
  const settings = at(params, 'settings');
  return typeof at(settings, 'expires') === 'number';
}

function textAt(value: unknown, key: string): string {
  return String(at(value, key));
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
