/**
 * Restarts ICE of one transport when its path is gone, and again, with growing pauses, until it is back or the transport is closed.
 * Knows no signalling: it is handed what asks the server for new ICE parameters.
 */
import type { IceParameters, Transport } from 'mediasoup-client/types';

/**
 * Milliseconds. Browsers take seconds to call a path disconnected, so little is left to wait for; a restart in vain costs nothing. The
 * server forgets a silent path after 30 s.
 */
const patience = 500;
const pauses = [2_000, 4_000, 8_000, 15_000];
/** Milliseconds after a change of network in which a path that is gone is not waited for: it was that of the network before. */
const changed = 10_000;
/** Milliseconds between two restarts, whatever the network does. */
const atLeast = 1_000;

export interface IceRecovery {
  /** The machine has another network, or its address there, or the network is back. */
  networkChanged(): void;
  /** Nothing arrives any more, whatever the browser says. */
  silent(): void;
  /** Something arrives again. */
  alive(): void;
}

/** Ends by itself when the transport closes. `askRestart` may reject: then the next attempt follows. */
export function recoverIce(transport: Transport, askRestart: () => Promise<IceParameters>): IceRecovery {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let hurriedUntil = 0;
  let attemptedAt = Number.NEGATIVE_INFINITY;

  function schedule(delay: number): void {
    timer ??= setTimeout(attempt, delay);
  }
  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  function attempt(): void {
    timer = undefined;
    if (transport.closed) return;
    attemptedAt = performance.now();
    schedule(pauses[Math.min(attempts, pauses.length - 1)] ?? 0);
    attempts += 1;
    restart().catch(() => {
      // The attempt that is scheduled already makes up for it; a session that ended closes the transport, which ends all this.
    });
  }
  /** The path is gone, and there is no reason to hope for it. */
  function attemptSoon(): void {
    settle();
    schedule(Math.max(0, attemptedAt + atLeast - performance.now()));
  }
  async function restart(): Promise<void> {
    const iceParameters = await askRestart();
    if (!transport.closed) await transport.restartIce({ iceParameters });
  }

  transport.on('connectionstatechange', state => {
    if (state === 'connected') {
      settle();
      attempts = 0;
    } else if (state === 'disconnected') {
      if (performance.now() < hurriedUntil) attemptSoon();
      else schedule(patience);
    } else if (state === 'failed' && attempts === 0) {
      settle();
      attempt();
    } else if (state === 'failed') {
      schedule(pauses[0] ?? 0);
    }
  });
  transport.observer.once('close', settle);
  return {
    silent() {
      if (!transport.closed) attemptSoon();
    },
    alive() {
      settle();
      attempts = 0;
    },
    networkChanged() {
      hurriedUntil = performance.now() + changed;
      const { connectionState } = transport;
      const isGone = connectionState === 'disconnected' || connectionState === 'failed';
      if (isGone && !transport.closed) attemptSoon();
    },
  };
}
