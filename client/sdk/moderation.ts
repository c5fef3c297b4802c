/**
 * What a moderator can decide for others and for the room. The server decides whether this peer may.
 */
import type { GrantChange } from '#protocol/grant.ts';
import type { MethodName, Params } from '#protocol/methods.ts';
import type { RoomSettingsChange } from '#protocol/room-settings.ts';
import type { LastingConnection } from './lasting-connection.ts';

/** Each rejects with RequestError (`not-permitted` for those who are no moderators), or with SessionEnded. */
export class Moderation {
  readonly #connection: Pick<LastingConnection, 'request'>;

  constructor(connection: Pick<LastingConnection, 'request'>) {
    this.#connection = connection;
  }

  /** Mutes what somebody publishes, at once. They can un-mute it themselves: `changeGrant` keeps them from that. */
  mute(producerId: string): Promise<void> {
    return this.#ask('muteProducer', { producerId, force: true });
  }

  /** Nothing changes until they do it. */
  askToMute(producerId: string): Promise<void> {
    return this.#ask('muteProducer', { producerId, force: false });
  }

  /** Ends what somebody publishes. */
  stop(producerId: string): Promise<void> {
    return this.#ask('stopProducer', { producerId });
  }

  /** What is not in `grant` stays. What the peer publishes and may not any more ends. */
  changeGrant(peerId: string, grant: GrantChange): Promise<void> {
    return this.#ask('changeGrant', { peerId, grant });
  }

  /** For as long as the room lives. */
  remove(peerId: string): Promise<void> {
    return this.#ask('removePeer', { peerId });
  }

  /** Lets somebody in who is in `room.lobby`. */
  admit(waitingId: string): Promise<void> {
    return this.#ask('admit', { waitingId });
  }

  refuse(waitingId: string): Promise<void> {
    return this.#ask('refuse', { waitingId });
  }

  /** What is not in `settings` stays. */
  changeRoom(settings: RoomSettingsChange): Promise<void> {
    return this.#ask('changeRoom', { settings });
  }

  /** Ends the call for everybody, yourself included, as `room-closed`. */
  endRoom(): Promise<void> {
    return this.#ask('endRoom', {});
  }

  async #ask<M extends MethodName>(method: M, params: Params<M>): Promise<void> {
    await this.#connection.request(method, params);
  }
}
