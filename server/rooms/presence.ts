/**
 * What one peer shows of itself beside media: its hand, what it says in chat, reactions, how good its connection is. Checks and
 * limits it; the room's log and signals carry it.
 */
import { RequestError } from '../errors.ts';
import { TokenBucket } from '../lib/token-bucket.ts';
import type { Params } from '../protocol/methods.ts';
import type { RoomChange, RoomState } from '../protocol/room-state.ts';
import type { Limits, Quality } from '../protocol/signals.ts';
import type { Reaction } from '../protocol/words.ts';

type ChatLimits = Pick<Limits, 'chatBytes' | 'chatMessages' | 'chatMessagesPerSecond'>;

/** What presence needs of the room it happens in. */
export interface PresenceRoom {
  state(): RoomState;
  readonly chatLimits: ChatLimits;
  /** Whether the peer may write as the room is set now. */
  mayChat(): boolean;
  change(change: RoomChange): void;
  react(reaction: Reaction): void;
  quality(quality: Quality): void;
}

/** Reactions at once, and per second: a wave of applause, not a storm. */
const reactionsAtOnce = 10;
const reactionsPerSecond = 4;

export class Presence {
  readonly #peerId: string;
  readonly #room: PresenceRoom;
  readonly #messages: TokenBucket;
  readonly #reactions = new TokenBucket(reactionsAtOnce, reactionsPerSecond, performance.now());

  constructor(peerId: string, room: PresenceRoom) {
    const { chatMessages, chatMessagesPerSecond } = room.chatLimits;
    this.#peerId = peerId;
    this.#room = room;
    this.#messages = new TokenBucket(chatMessages, chatMessagesPerSecond, performance.now());
  }

  setHand(raised: boolean): void {
    const peerId = this.#peerId;
    const isRaised = typeof this.#room.state().peers[peerId]?.handRaisedAt === 'number';
    if (raised !== isRaised) this.#room.change({ type: raised ? 'handRaised' : 'handLowered', peerId });
  }

  /**
   * Throws `not-permitted` where chat is off, `rate-limited`, `conflict` when another peer used the id, `invalid-params` when the text is
   * too long in bytes.
   */
  sendChat(message: Params<'sendChat'>): void {
    if (!this.#room.mayChat())
      throw new RequestError('not-permitted', undefined, 'only moderators can write');
    const { messageId } = message;
    const text = message.text.normalize('NFC');
    const peerId = this.#peerId;
    const { chatLimits } = this.#room;
    const known = this.#room.state().chat.find(message => message.messageId === messageId);
    if (known?.peerId === peerId) return;
    if (known) throw new RequestError('conflict', 'messageId');
    if (!message.text.isWellFormed())
      throw new RequestError('invalid-params', 'text', 'must be well-formed Unicode');
    if (Buffer.byteLength(text) > chatLimits.chatBytes) {
      throw new RequestError(
        'invalid-params',
        'text',
        `must not have more than ${chatLimits.chatBytes} bytes`,
      );
    }
    if (!this.#messages.take(1, performance.now())) throw new RequestError('rate-limited');
    this.#room.change({ type: 'chatSent', messageId, peerId, text });
  }

  /** Throws `rate-limited`. */
  react(reaction: Reaction): void {
    if (!this.#reactions.take(1, performance.now())) throw new RequestError('rate-limited');
    this.#room.react(reaction);
  }

  reportQuality(quality: Quality): void {
    this.#room.quality(quality);
  }
}
