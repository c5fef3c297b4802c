/**
 * One transport of a load peer as the server has to be told of it: connected while everything else is already asked for, and its path
 * looked for again when it is lost. Knows nothing of what goes over it.
 */
import type { Signalling } from '../../../client/sdk/signalling.ts';
import type { TransportInfo } from '../../../server/protocol/rtp.ts';
import type { CreateTransport, LoadTransport, TransportOptions } from '../transport/transport.ts';

export interface SideOptions extends Omit<TransportOptions, 'onLost'> {
  readonly create: CreateTransport;
  readonly signalling: Signalling;
  /** ICE was restarted, and goes on. */
  readonly onRestarted: () => void;
  /** Nothing will go over it any more. */
  readonly onUseless: (error: unknown) => void;
}

export class Side {
  readonly #options: SideOptions;
  readonly #info: TransportInfo;
  #transport: LoadTransport | undefined;
  #isClosed = false;

  constructor(options: SideOptions) {
    this.#options = options;
    this.#info = options.info;
  }

  /** Made when it is needed first. */
  get transport(): LoadTransport {
    const { create, signalling: _, onRestarted: _r, onUseless: _u, ...options } = this.#options;
    this.#transport ??= create({ ...options, onLost: () => void this.#restart() });
    return this.#transport;
  }

  /** Tells the server before it returns. Resolves when there is a way; never rejects: then it is useless, and resolves with false. */
  async connect(): Promise<boolean> {
    const { signalling, onUseless } = this.#options;
    const { transportId } = this.#info;
    const { dtlsParameters } = this.transport;
    try {
      // Nothing of ICE or DTLS depends on the answer, so nothing waits for it.
      const told = signalling.request('connectTransport', { transportId, dtlsParameters });
      await Promise.all([told, this.transport.connect()]);
      return !this.#isClosed;
    } catch (error) {
      if (!this.#isClosed) onUseless(error);
      return false;
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#transport?.close();
  }

  async #restart(): Promise<void> {
    if (this.#isClosed) return;
    const { signalling, onRestarted, onUseless } = this.#options;
    const { transportId } = this.#info;
    try {
      const { iceParameters } = await signalling.request('restartIce', { transportId });
      if (this.#isClosed) return;
      await this.transport.restartIce(iceParameters);
      if (!this.#isClosed) onRestarted();
    } catch (error) {
      if (!this.#isClosed) onUseless(error);
    }
  }
}
