/**
 * The path of one transport: how it is looked at, and how another one is found. Knows no signalling: it is handed what asks the server
 * for new ICE parameters.
 */
import type { IceParameters, Transport } from 'mediasoup-client/types';
import { preferLaterSearches } from './ice-priorities.ts';
import { type IceRecovery, recoverIce } from './ice-recovery.ts';
import { lookAt } from './path-look.ts';
import type { WatchedPath } from './path-watch.ts';
import type { Look } from './pulse.ts';
import { SpareIce } from './spare-ice.ts';

/** Milliseconds after a path is found in which the server has more to do than to prepare for its loss. */
const settling = 2_000;

/** Ends by itself when the transport closes. */
export class TransportPath implements WatchedPath {
  readonly #transport: Transport;
  readonly #spare: SpareIce;
  readonly #recovery: IceRecovery;
  readonly #told: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `told`: when nothing arrives any more. */
  constructor(transport: Transport, askRestart: () => Promise<IceParameters>, told: () => void) {
    this.#transport = transport;
    this.#told = told;
    this.#spare = new SpareIce(askRestart);
    this.#recovery = recoverIce(transport, () => this.#spare.take());
    preferLaterSearches(transport);
    transport.on('connectionstatechange', state => {
      if (state === 'connected') this.#prepareSoon();
    });
    transport.observer.once('close', () => clearTimeout(this.#timer));
  }

  get isConnected(): boolean {
    const { closed, connectionState } = this.#transport;
    return !closed && connectionState !== 'new' && connectionState !== 'connecting';
  }

  async look(): Promise<Look | undefined> {
    return lookAt(await this.#transport.getStats());
  }

  silent(): void {
    this.#recovery.silent();
    this.#told();
  }

  alive(): void {
    this.#recovery.alive();
    this.#prepareSoon();
  }

  networkChanged(): void {
    this.#recovery.networkChanged();
  }

  #prepareSoon(): void {
    if (this.#transport.closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#spare.prepare(), settling);
  }
}
