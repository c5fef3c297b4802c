/**
 * What a connection check can be told, and what it tells. Types only.
 */
import type { CheckReport, WayReport } from '#protocol/check.ts';
import type { CheckOutcome, CheckVerdict, DeviceOutcome, MediaWay } from '#protocol/words.ts';
import type { ConnectionOptions } from '../connection.ts';

export type { CheckOutcome, CheckReport, CheckVerdict, DeviceOutcome, MediaWay, WayReport };

export interface CheckOptions extends ConnectionOptions {
  /** The server's socket: `ws:` or `wss:`, path `/ws`. */
  url: string;
  /**
   * Whether to try microphone and camera too: the browser may ask the person. Each is let go of at once. Or what came of it, where the
   * application has tried them itself, as one that shows them does. Default: false.
   */
  media?: boolean | TriedDevices;
  /** Called with what is found, as it is found. What it throws ends the check. */
  onProgress?: (progress: CheckProgress) => void;
  /** Ends the check: it rejects with the signal's reason. */
  signal?: AbortSignal;
}

export type TriedDevices = Pick<CheckReport, 'microphone' | 'camera'>;

/** What is being looked at: the socket, the ways to the media ports, lost packets, bandwidth, then it is reported. */
export type CheckStep = 'socket' | 'ways' | 'loss' | 'bandwidth' | 'report';

export interface CheckProgress {
  step: CheckStep;
  /** What is known so far, and the verdict that follows from it: final in the last step only. */
  found: CheckReport;
}

export interface CheckResult extends CheckReport {
  /** By which an operator finds the report; null where the server could not be reached or did not keep it. */
  checkId: string | null;
}
