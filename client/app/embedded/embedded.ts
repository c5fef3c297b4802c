/**
 * This page inside another one: obeys commands of the page around it, as far as the person in front of the screen agreed, and tells it
 * what happens. The wire is client/embed/messages.ts; what may be switched on is consent.ts.
 */
import { effect, untracked } from '@preact/signals';
import type { NumberedCommand, Refusal } from '../../embed/messages.ts';
import { CaptureError, RequestError } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import type { Frame } from '../framed.ts';
import { notify } from '../notices.ts';
import { closeMedia } from '../own-media.ts';
import type { RoomRoute } from '../route.ts';
import { text } from '../strings/index.ts';
import { keepToken, nameIn, token } from '../token.ts';
import { maxPeerName, typedLine } from '../typed-text.ts';
import { isUnderWay, join, type Visit, visit } from '../visit.ts';
import { Consent, type Device, grantedUnasked } from './consent.ts';
import { ParentPort } from './parent-port.ts';
import { captureFailure, reportCall } from './reporting.ts';

/** To be called once. Joins, if the address says so. The page is to be shown once it resolved: no entrance, with its
 * preview, for a moment before a call. */
export async function startEmbedded(route: RoomRoute, { parent, origin, greets }: Frame): Promise<void> {
  document.documentElement.dataset.embedded = '';
  const silent = await grantedUnasked();
  const embedded = new Embedded(route, new ParentPort(parent, origin));
  embedded.listen();
  if (greets) await embedded.greeted;
  embedded.start(silent);
}

class Embedded {
  readonly #route: RoomRoute;
  readonly #port: ParentPort;
  readonly #consent = new Consent();
  #greet = () => {};
  /** The page around has said hello, and with it the token if there is one. */
  readonly greeted = new Promise<void>(resolve => {
    this.#greet = resolve;
  });

  constructor(route: RoomRoute, port: ParentPort) {
    this.#route = route;
    this.#port = port;
  }

  listen(): void {
    this.#follow();
    this.#port.listen(window, command => this.#obey(command));
    // The frame is taken away, or goes elsewhere: the others need not wait to find out.
    addEventListener('pagehide', () => leaveNow(visit.value));
  }

  start(silent: readonly Device[]): void {
    if (this.#route.joinAtOnce) void this.#join(this.#nameFor(null), silent);
  }

  #follow(): void {
    let stopReporting: (() => void) | undefined;
    let joined = false;
    effect(() => {
      const now = visit.value;
      untracked(() => {
        stopReporting?.();
        stopReporting = undefined;
        if (now.step === 'call') {
          stopReporting = reportCall(now.call, this.#consent, event => this.#port.tell(event));
        } else if (now.step === 'after') {
          const detail = { reason: now.reason, sentence: now.why };
          this.#port.tell({ event: joined ? 'left' : 'error', detail });
        }
        joined = now.step === 'call';
      });
    });
  }

  async #obey(command: NumberedCommand): Promise<Refusal | null> {
    try {
      switch (command.command) {
        case 'hello':
          if (command.fields.token) keepToken(this.#route.room, command.fields.token);
          this.#greet();
          return null;
        case 'join':
          return await this.#join(this.#nameFor(command.fields.name), await grantedUnasked());
        case 'leave':
          return leaveNow(visit.value) ? null : refusals.notJoined();
        default:
          return await this.#obeyInCall(command);
      }
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #obeyInCall(command: NumberedCommand): Promise<Refusal | null> {
    if (visit.value.step !== 'call') return refusals.notJoined();
    const { call } = visit.value;
    switch (command.command) {
      case 'setMicrophone':
        return this.#setDevice(call, 'microphone', command.fields.on);
      case 'setCamera':
        return this.#setDevice(call, 'camera', command.fields.on);
      case 'setScreen':
        return this.#setScreen(call, command.fields.on);
      case 'setHand':
        await call.room.setHand(command.fields.raised);
        return null;
      case 'sendChat':
        await call.room.sendChat(command.fields.text);
        return null;
      default:
        return refusals.notJoined();
    }
  }

  /** Without a click of the person only those devices start for which the browser asks; for the others this page does. */
  async #join(name: string, silent: readonly Device[]): Promise<Refusal | null> {
    if (isUnderWay(current())) return refusals.alreadyJoined();
    if (name === '') return refusals.nameMissing();
    const { startOff = [] } = this.#route;
    // What runs for the preview was not meant for others yet.
    closeMedia();
    await join({ ...this.#route, name, startOff: [...startOff, ...silent] });
    const now = current();
    if (now.step === 'call') {
      this.#ask(
        now.call,
        silent.filter(device => !startOff.includes(device)),
      );
    }
    const failure = now.step === 'after' ? now : now.step === 'before' ? now.problem : undefined;
    return failure ? { reason: failure.reason, sentence: failure.why } : null;
  }

  async #setDevice(call: Call, device: Device, on: boolean): Promise<Refusal | null> {
    if (on && !call.media[device].value.on && !this.#consent.given(device)) {
      this.#ask(call, [device]);
      return refusals.asked();
    }
    const { media } = call.media;
    const set = () => (device === 'microphone' ? media.setMicrophone(on) : media.setCamera(on));
    await this.#consent.command(device, set).catch(refuseCapture(device));
    return null;
  }

  /** The browser lets a page share a screen only right after a click in that page. */
  async #setScreen(call: Call, on: boolean): Promise<Refusal | null> {
    if (on && !navigator.userActivation?.isActive) {
      const run = () => void call.media.toggleScreen();
      notify(text.embedded.asksForScreen(this.#host), { label: text.shareScreen, run });
      return refusals.asked();
    }
    await call.media.media.setScreen(on).catch(refuseCapture('screen'));
    return null;
  }

  #ask(call: Call, wanted: readonly Device[]): void {
    const [only] = wanted;
    if (!only) return;
    const what = wanted.length > 1 ? 'both' : only;
    const run = () => {
      for (const device of wanted) void switchOn(call, device);
    };
    notify(text.embedded.asks[what](this.#host), { label: text.embedded.switchOn, run });
  }

  #nameFor(name: string | null): string {
    return nameIn(token.value) || typedLine(name ?? this.#route.name, maxPeerName);
  }

  get #host(): string {
    return this.#port.origin ? new URL(this.#port.origin).host : text.embedded.thatPage;
  }
}

function current(): Visit {
  return visit.value;
}

/** Ends the call, or the way to it. False when there is none. */
function leaveNow(now: Visit): boolean {
  if (now.step === 'call') now.leave();
  else if ('cancel' in now) now.cancel();
  else return false;
  return true;
}

/** At a click of the person: what fails is said in a notice. */
function switchOn({ media }: Call, device: Device): Promise<void> {
  if (media[device].value.on) return Promise.resolve();
  return device === 'microphone' ? media.toggleMicrophone() : media.toggleCamera();
}

const refusals = {
  notJoined: () => ({ reason: 'not-joined', sentence: text.embedded.notJoined }),
  alreadyJoined: () => ({ reason: 'already-joined', sentence: text.embedded.alreadyJoined }),
  nameMissing: () => ({ reason: 'name-missing', sentence: text.embedded.nameMissing }),
  asked: () => ({ reason: 'asked', sentence: text.embedded.asked }),
};

/** Says which device it is about. */
function refuseCapture(source: Device | 'screen'): (error: unknown) => void {
  return error => {
    throw error instanceof CaptureError ? new CommandFailed(captureFailure(source, error.problem)) : error;
  };
}

class CommandFailed extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof CommandFailed) return error.refusal;
  const sentence = error instanceof Error ? error.message : String(error);
  return { reason: error instanceof RequestError ? error.reason : 'failed', sentence };
}
