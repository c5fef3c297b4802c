/**
 * What is said on a probe's data channels: reads commands, answers them, and bounds both what is asked and what is sent. Knows the port
 * that it is handed, no engine and no session.
 */
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { schemaFault } from '../lib/schema-fault.ts';
import { TokenBucket } from '../lib/token-bucket.ts';
import {
  maxBurst,
  maxCommandBytes,
  type ProbeAnswer,
  type ProbeCommand,
  type ProbeSend,
  probeCommands,
} from '../protocol/probe.ts';
import type { Burst, Bursts } from './bursts.ts';

type Refused = Extract<ProbeAnswer, { type: 'refused' }>;

export interface ConversationPort {
  answer(text: string): void;
  sendPacket(packet: Buffer): void;
  /** What has come beside the commands. */
  received(): Promise<{ messages: number; bytes: number }>;
  /** It asks for more than anybody needs. */
  tooMuch(): void;
}

/** Commands: so many at once, and so many more each second. */
const commands = { atOnce: 200, perSecond: 20 } as const;
/** Messages that are sent when asked for: enough for one check. */
const packets = { atOnce: 1.5 * maxBurst.messages, perSecond: 25 } as const;

export class Conversation {
  readonly #port: ConversationPort;
  readonly #bursts: Bursts;
  readonly #commands = new TokenBucket(commands.atOnce, commands.perSecond, performance.now());
  readonly #packets = new TokenBucket(packets.atOnce, packets.perSecond, performance.now());
  #burst: Burst | undefined;

  constructor(port: ConversationPort, bursts: Bursts) {
    this.#port = port;
    this.#bursts = bursts;
  }

  /** A message came by `ordered`. */
  receive(message: Buffer): void {
    if (!this.#commands.take(Math.max(1, message.length / maxCommandBytes), performance.now())) {
      this.#port.tooMuch();
      return;
    }
    const read = readCommand(message);
    if ('refused' in read) this.#answer(read.refused);
    else this.#obey(read.command);
  }

  /** Sends nothing more. */
  close(): void {
    if (this.#burst) this.#bursts.remove(this.#burst);
    this.#burst = undefined;
  }

  #obey(command: ProbeCommand): void {
    switch (command.type) {
      case 'echo':
        this.#answer(command);
        return;
      case 'count':
        this.#port.received().then(
          counts =>
            this.#answer({ type: 'counted', serial: command.serial, ...counts, at: performance.now() }),
          () => {}, // it is closed
        );
        return;
      case 'send':
        this.#send(command);
        return;
      default:
        command satisfies never;
    }
  }

  #send({ serial, messages, bytes, perSecond }: ProbeSend): void {
    if (this.#burst || !this.#packets.take(messages, performance.now())) {
      this.#answer(refusal('rate-limited', 'too many messages were asked for; try again later'));
      return;
    }
    const packet = Buffer.alloc(bytes);
    this.#burst = {
      messages,
      perSecond,
      begun: () => this.#answer({ type: 'sending', serial }),
      send: () => this.#port.sendPacket(packet),
      ended: () => {
        this.#burst = undefined;
        this.#answer({ type: 'sent', serial });
      },
    };
    this.#bursts.add(this.#burst);
  }

  #answer(answer: ProbeAnswer): void {
    this.#port.answer(JSON.stringify(answer));
  }
}

const validators = new Map<string, Validator>(
  Object.entries<TSchema>(probeCommands).map(([type, schema]) => [type, Compile(schema)]),
);

function readCommand(message: Buffer): { command: ProbeCommand } | { refused: Refused } {
  if (message.length > maxCommandBytes) {
    return { refused: refusal('invalid-params', `a command has at most ${maxCommandBytes} bytes`) };
  }
  const value = parse(message);
  if (value === undefined) return { refused: refusal('parse-error', 'a command is a JSON text') };
  const validator = validators.get(typeOf(value));
  if (!validator) {
    const known = [...validators.keys()].join(', ');
    return { refused: refusal('invalid-params', `type: must be one of ${known}`) };
  }
  if (validator.Check(value)) return { command: value as ProbeCommand };
  const { field, detail } = schemaFault(validator.Errors(value));
  return { refused: refusal('invalid-params', `${field}: ${detail}`) };
}

function parse(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString());
  } catch {
    return undefined;
  }
}

function typeOf(value: unknown): string {
  const isTyped = typeof value === 'object' && value !== null && 'type' in value;
  return isTyped && typeof value.type === 'string' ? value.type : '';
}

function refusal(reason: Refused['reason'], detail: string): Refused {
  return { type: 'refused', reason, detail };
}
