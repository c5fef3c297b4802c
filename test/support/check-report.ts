/** Reports of connection checks. */
import type { CheckReport } from '../../server/protocol/check.ts';

/** Of somebody behind a firewall without UDP. */
export function aReport(other: Partial<CheckReport> = {}): CheckReport {
  return {
    verdict: 'relayed',
    browser: 'a browser',
    socketRoundTripMs: 20,
    ways: [
      { way: 'udp', url: null, outcome: 'fails', connectMs: null, roundTripMs: null },
      { way: 'turn-udp', url: 'turn:127.0.0.1:3478', outcome: 'works', connectMs: 100, roundTripMs: 21.5 },
    ],
    loss: { up: 0, down: 0.01 },
    bandwidth: { up: 5_000_000, down: null },
    microphone: 'works',
    camera: 'untried',
    ...other,
  };
}
