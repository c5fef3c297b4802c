/**
 * The line to the page around this one. Whose messages count is settled once: the origin named in the address, otherwise the one that
 * says `hello` first; every message must come from the parent window itself. Knows nothing of calls.
 */
import {
  type EmbedEvent,
  eventMessage,
  type NumberedCommand,
  type Refusal,
  readCommand,
  readUnknownCommand,
  replyMessage,
} from '../../embed/messages.ts';

/** Events that wait for a parent who has not said who it is. */
const maxHeld = 100;

/** For programmers, as are all sentences of refusals that no person sees. */
const notUnderstood: Refusal = {
  reason: 'not-understood',
  sentence: 'There is no such command, or one of its fields is missing or of the wrong kind.',
};

/** Resolves with why it was not obeyed, or with null. */
type Obey = (command: NumberedCommand) => Promise<Refusal | null>;

export class ParentPort {
  readonly #parent: Window;
  #origin: string | undefined;
  #held: EmbedEvent[] = [];

  constructor(parent: Window, origin: string | undefined) {
    this.#parent = parent;
    this.#origin = origin;
  }

  /** The page around this one; undefined as long as nobody there has spoken. */
  get origin(): string | undefined {
    return this.#origin;
  }

  tell(event: EmbedEvent): void {
    if (this.#origin) {
      this.#parent.postMessage(eventMessage(event), this.#origin);
      return;
    }
    this.#held = [...this.#held, event].slice(-maxHeld);
  }

  /** `ready` goes to whoever is there: it says nothing but that this page listens. */
  listen(from: Window, obey: Obey): void {
    from.addEventListener('message', ({ source, origin, data }) => {
      if (source !== this.#parent) return;
      const command = readCommand(data);
      if (command && this.#accepts(origin, command)) void this.#answer(command, obey, origin);
      const unknown = readUnknownCommand(data);
      if (unknown !== undefined && origin === this.#origin) this.#reply(unknown, notUnderstood, origin);
    });
    this.#parent.postMessage(eventMessage({ event: 'ready', detail: {} }), this.#origin ?? '*');
  }

  /** A page without an origin of its own cannot be told apart from others of its kind: it is not talked to. */
  #accepts(origin: string, { command }: NumberedCommand): boolean {
    if (this.#origin === undefined && command === 'hello' && origin !== 'null') {
      this.#origin = origin;
      const held = this.#held;
      this.#held = [];
      for (const event of held) this.tell(event);
    }
    return origin === this.#origin;
  }

  async #answer(command: NumberedCommand, obey: Obey, origin: string): Promise<void> {
    this.#reply(command.id, await obey(command), origin);
  }

  #reply(reply: number, refusal: Refusal | null, origin: string): void {
    this.#parent.postMessage(replyMessage({ reply, refusal }), origin);
  }
}
