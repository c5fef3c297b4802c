/**
 * `<plenum-room room="standup" name="Ann">`: a call in any page, with one tag. A frame with the conference page of the server that the
 * script came from; what happens in it is told as DOM events, and commands go in as methods. Becomes /plenum-room.js, which needs
 * nothing else. Knows the messages, not the page behind them. Documented in client/embed/README.md.
 */
import {
  type Command,
  commandMessage,
  type EmbedEvent,
  type EventDetail,
  type EventWord,
  type Refusal,
  readEvent,
  readReply,
} from './messages.ts';

const permissions =
  'camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture; speaker-selection';
/** Attributes that the page is loaded with. A change of these two begins anew; of `passedOn`, the next load takes notice. */
const beginAnew = ['server', 'room'];
const passedOn = ['name', 'microphone', 'camera', 'lang', 'theme'];

const style = `
:host { display: block; inline-size: 100%; block-size: 36rem; min-block-size: 16rem; max-block-size: 100dvh }
:host([hidden]) { display: none }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0 }`;

/** A command was not obeyed: `reason` is a word, the message a sentence. */
class CommandRefused extends Error {
  readonly reason: string;

  constructor({ reason, sentence }: Refusal) {
    super(sentence);
    this.name = 'CommandRefused';
    this.reason = reason;
  }
}

interface Pending {
  resolve(): void;
  reject(error: Error): void;
}

/** Where the script came from: known only while it runs for the first time. */
const home = originOfScript();

class PlenumRoom extends HTMLElement {
  static readonly observedAttributes = [...beginAnew, 'token'];

  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #pending = new Map<number, Pending>();
  readonly #listen = (message: MessageEvent) => this.#receive(message);
  #frame: HTMLIFrameElement | undefined;
  #origin = '';
  /** What was asked for before the page in the frame listened; undefined once it does. */
  #waiting: (() => void)[] | undefined = [];
  #nextId = 1;
  #joined = false;
  #on = { microphone: false, camera: false, screen: false, hand: false };

  /** Whether this person is in the call. */
  get joined(): boolean {
    return this.#joined;
  }

  get microphoneOn(): boolean {
    return this.#on.microphone;
  }

  get cameraOn(): boolean {
    return this.#on.camera;
  }

  get screenOn(): boolean {
    return this.#on.screen;
  }

  get handRaised(): boolean {
    return this.#on.hand;
  }

  /** Joins without a click. The name: this one, otherwise that of the attribute, otherwise the one typed into the page. */
  join(name: string | null = this.getAttribute('name')): Promise<void> {
    return this.#command({ command: 'join', fields: { name } });
  }

  leave(): Promise<void> {
    return this.#command({ command: 'leave', fields: {} });
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#command({ command: 'setMicrophone', fields: { on } });
  }

  setCamera(on: boolean): Promise<void> {
    return this.#command({ command: 'setCamera', fields: { on } });
  }

  setScreen(on: boolean): Promise<void> {
    return this.#command({ command: 'setScreen', fields: { on } });
  }

  setHand(raised: boolean): Promise<void> {
    return this.#command({ command: 'setHand', fields: { raised } });
  }

  sendChat(text: string): Promise<void> {
    return this.#command({ command: 'sendChat', fields: { text } });
  }

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#root.adoptedStyleSheets = [sheet];
    addEventListener('message', this.#listen);
    this.#open();
  }

  /** The page in the frame says goodbye when the frame goes. */
  disconnectedCallback(): void {
    removeEventListener('message', this.#listen);
    this.#close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || before === after) return;
    if (name === 'token') {
      // Before the frame listens there is nobody to tell: it will be told then.
      if (!this.#waiting) this.#sayHello();
      return;
    }
    this.#close();
    this.#open();
  }

  #open(): void {
    const room = this.getAttribute('room');
    if (!room) return;
    const address = new URL(`/r/${encodeURIComponent(room)}`, this.getAttribute('server') ?? home);
    this.#origin = address.origin;
    address.search = this.#query();
    const frame = document.createElement('iframe');
    frame.allow = permissions;
    frame.allowFullscreen = true;
    frame.title = this.title || room;
    frame.src = address.href;
    this.#frame = frame;
    this.#root.replaceChildren(frame);
  }

  /** Never the token: addresses are logged and passed on. */
  #query(): string {
    const query = new URLSearchParams({ embed: '' });
    // A page without an origin (opened as a file, or sandboxed) cannot be talked to.
    if (location.origin !== 'null') query.set('parent', location.origin);
    for (const name of passedOn) {
      const value = this.getAttribute(name);
      if (value !== null) query.set(name, value);
    }
    if (this.hasAttribute('join')) query.set('join', '');
    // Not without the token, which comes with hello.
    if (this.hasAttribute('token')) query.set('hello', '');
    return query.toString();
  }

  #close(): void {
    this.#root.replaceChildren();
    this.#frame = undefined;
    this.#waiting = [];
    this.#forget('The frame of the call was removed.');
  }

  /** The page that was in the frame is gone: it answers nothing more, and its call is over. */
  #forget(sentence: string): void {
    const closed = new CommandRefused({ reason: 'closed', sentence });
    for (const { reject } of this.#pending.values()) reject(closed);
    this.#pending.clear();
    this.#on = { microphone: false, camera: false, screen: false, hand: false };
    if (!this.#joined) return;
    this.#joined = false;
    this.#tell('left', { reason: 'left', sentence });
  }

  #command(command: Command): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      const send = () => this.#post(commandMessage(command, id));
      if (this.#waiting) this.#waiting.push(send);
      else send();
    });
  }

  #post(message: Record<string, unknown>): void {
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  #receive({ source, origin, data }: MessageEvent): void {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    const event = readEvent(data);
    if (event) this.#happened(event);
    const reply = readReply(data);
    const pending = reply && this.#pending.get(reply.reply);
    if (!pending) return;
    this.#pending.delete(reply.reply);
    if (reply.refusal) pending.reject(new CommandRefused(reply.refusal));
    else pending.resolve();
  }

  #happened({ event, detail }: EmbedEvent): void {
    if (event === 'ready') this.#greet();
    else if (event === 'joined') this.#joined = true;
    else if (event === 'left') this.#joined = false;
    else if (event === 'microphone' || event === 'camera' || event === 'screen') this.#on[event] = detail.on;
    else if (event === 'hand') this.#on.hand = detail.raised;
    this.#tell(event, detail);
  }

  #greet(): void {
    if (!this.#waiting) this.#forget('The page in the frame was loaded anew.');
    this.#sayHello();
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const send of waiting) send();
  }

  #sayHello(): void {
    const token = this.getAttribute('token');
    this.#post(commandMessage({ command: 'hello', fields: { token } }, 0));
  }

  #tell<W extends EventWord>(event: W, detail: EventDetail<W>): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

function originOfScript(): string {
  const { currentScript } = document;
  const script =
    currentScript instanceof HTMLScriptElement
      ? currentScript
      : document.querySelector<HTMLScriptElement>('script[src$="/plenum-room.js"]');
  return script ? new URL(script.src, location.href).origin : location.origin;
}

if (!customElements.get('plenum-room')) customElements.define('plenum-room', PlenumRoom);
