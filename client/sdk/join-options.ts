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
  /** May be absent where the token has one, which counts then. */
  name?: string;
  /** A JSON Web Token, where the server asks for one. It is sent in the request to join, never in an address. */
  token?: string;
  /** Where the room has one: without it joining rejects with RequestError, `passcode-required`. */
  passcode?: string;
  /**
   * Called when you wait in the lobby. Joining goes on, without a deadline, until a moderator decides: it rejects with RequestError,
   * `refused`, where you are not let in.
   */
  onWaiting?: () => void;
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
  /**
   * `relay`: sound and pictures go through a TURN server or not at all, for finding out whether that works. Default: `all`, every way,
   * the shortest that does.
   */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /** Faults for tests that are there from the start; for those that come later see `Room.simulate`. */
  simulate?: readonly JoinFault[];
  /** Ends the joining, or the call, as `left`. */
  signal?: AbortSignal;
  /** Another mediasoup-client handler than the browser's own, such as its fake one in tests. */
  handlerFactory?: HandlerFactory;
}
