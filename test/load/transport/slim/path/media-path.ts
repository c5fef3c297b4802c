/** The way on which the datagrams of one transport go to the server, whatever carries them. */
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';

export interface PathEvents {
  onDatagram(bytes: Buffer): void;
  /** Nothing goes any more. At most once, and not after `close`. */
  onBroken(why: string): void;
}

export interface MediaPath {
  /** A candidate of the server. */
  readonly remote: Endpoint;
  /** The bytes must not change afterwards. */
  send(bytes: Buffer): void;
  /** Idempotent. */
  close(): void;
}
