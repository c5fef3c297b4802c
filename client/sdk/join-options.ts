/**
 * What joining a room can be told.
 */
import type { HandlerFactory } from 'mediasoup-client/types';
import type { Interest } from '#protocol/interest.ts';
import type { ConnectionOptions } from './connection.ts';
import type { LocalMedia } from './local-media.ts';
import type { JoinFault } from './simulate.ts';

export interface JoinOptions extends ConnectionOptions {
  /** The server's socket: `ws:` or `wss:`, path `/ws`. */
  url: string;
  room: string;
  name: string;
  /**
   * Devices that were captured before joining: the room publishes them, and leaves it to you to stop them. Without it `room.local`
   * is made by the room, captures nothing until it is told to, and is stopped with the room.
   */
  media?: LocalMedia;
  /**
   * What to receive. Given, it is yours to declare, also later (`setInterest`). Without it the room receives all sound, and at first
   * all videos at the size of a small tile; from the first `attach` on each video at the size of its element.
   */
  interest?: Interest;
  /** Whether to take part in messages (`sendMessage`, `message`). Default: true. */
  data?: boolean;
  /** Faults for tests that are there from the start; for those that come later see `Room.simulate`. */
  simulate?: readonly JoinFault[];
  /** Ends the joining, or the call, as `left`. */
  signal?: AbortSignal;
  /** Another mediasoup-client handler than the browser's own, such as its fake one in tests. */
  handlerFactory?: HandlerFactory;
}
