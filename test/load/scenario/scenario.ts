/**
 * What a load run does, as its options say it, and the plan that a seed makes of it. The same scenario and seed give the same plan:
 * who comes when, what each sends and looks at, who speaks when. Knows no server and no clock.
 */
import type { MediaWay, Source } from '../../../server/protocol/words.ts';

export const layouts = ['none', 'audio', '3x3', '5x5', 'speaker'] as const;
/** What a subscriber looks at: nothing, sound only, a grid of so many tiles, or one large tile and five small ones. */
export type Layout = (typeof layouts)[number];

export const videoCodecs = ['VP8', 'VP9', 'H264'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

export interface Scenario {
  readonly seed: number;
  readonly rooms: number;
  /** In each room: who sends (and receives what the layout says), and who receives only. */
  readonly publishers: number;
  readonly subscribers: number;
  /** What each publisher sends. */
  readonly audio: boolean;
  readonly video: boolean;
  /** So many publishers of each room share a screen. */
  readonly screens: number;
  readonly layout: Layout;
  readonly simulcast: boolean;
  readonly codec: VideoCodec;
  /** One publisher of each room speaks for so long, then another; 0: all speak all the time. */
  readonly speakerSeconds: number;
  /** All rooms together, evenly spaced. */
  readonly joinsPerSecond: number;
  /** So many of 100 peers leave and come back within a minute. */
  readonly churn: number;
  /** From when all are in. */
  readonly seconds: number;
  readonly way: MediaWay;
  readonly family?: 'IPv4' | 'IPv6';
  readonly verifyOneIn: number;
}

export interface PlannedPeer {
  /** 0, 1, 2 … over all rooms: the seed of everything that is random about it. */
  readonly number: number;
  readonly room: string;
  readonly name: string;
  /** Empty: it receives only. */
  readonly sources: readonly Source[];
  readonly layout: Layout;
  /** When it is inside, in milliseconds from the beginning, in order: more than one with churn. */
  readonly visits: readonly { readonly from: number; readonly to: number }[];
  /** When it speaks, the same way. */
  readonly speaking: readonly { readonly from: number; readonly to: number }[];
}

export interface Plan {
  readonly scenario: Scenario;
  readonly peers: readonly PlannedPeer[];
  /** Milliseconds in which all have come; when it is over. */
  readonly allIn: number;
  readonly end: number;
}
