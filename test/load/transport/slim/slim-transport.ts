/**
 * One WebRTC transport of a load peer, made for volume: its own ICE, DTLS, SRTP and RTCP. Here the parts meet: a path, consent,
 * the handshake, what is sent and what is received.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { TransportInfo } from '../../../../server/protocol/rtp.ts';
import type {
  LoadTransport,
  ReceivedStream,
  ReceivedStreamOptions,
  SentStream,
  SentStreamOptions,
  TransportOptions,
} from '../transport.ts';
import { dtlsParameters } from './dtls/certificate.ts';
import { DtlsClient } from './dtls/dtls-client.ts';
import { CheckRefused, Consent, type ConsentTimes, usualConsent } from './ice/consent.ts';
import type { OwnIce } from './ice/ice-check.ts';
import type { MediaPath, PathEvents } from './path/media-path.ts';
import { openPath } from './path/open-path.ts';
import { Receiver } from './receive/receiver.ts';
import { readRtcp } from './rtcp/rtcp-reader.ts';
import { Sender } from './send/sender.ts';
import { everyTenthOfSecond } from './ticker.ts';
import { within } from './within.ts';

const deadline = 15_000; // ms, for each step of connecting
const reportEvery = 10; // ticks
const mostTries = 3; // ports

export interface SlimOptions extends TransportOptions {
  /** What the server was told of us, where it checks us too. Default: random, and told to nobody. */
  readonly ownIce?: OwnIce;
}

/** Made with other times of consent than those of a browser, for tests of it. */
export function slimTransports(times: ConsentTimes): (options: SlimOptions) => SlimTransport {
  return options => new SlimTransport(options, times);
}

class SlimTransport implements LoadTransport {
  readonly dtlsParameters = dtlsParameters;
  /** What was agreed on, by the name of RFC 7714 or RFC 5764; empty before that. */
  srtpProfile = '';
  readonly #options: TransportOptions;
  readonly #consent: Consent;
  readonly #dtls = new DtlsClient(bytes => this.#path?.send(bytes));
  readonly #sender = new Sender(bytes => this.#path?.send(bytes));
  readonly #receiver: Receiver;
  readonly #ended = Promise.withResolvers<never>();
  #path: MediaPath | undefined;
  #stopTicking = () => {};
  #ticks = 0;
  #connected = false;
  #over = false;

  constructor(options: SlimOptions, times: ConsentTimes) {
    this.#options = options;
    this.#consent = new Consent(times, options.ownIce, bytes => this.#path?.send(bytes));
    this.#receiver = new Receiver({
      verifyOneIn: options.verifyOneIn,
      ssrc: randomInt(1, 0xffff_ffff),
      cname: randomBytes(8).toString('hex'),
      sendRtcp: packet => this.#sender.sendRtcp(packet),
    });
    this.#ended.promise.catch(() => {}); // often nobody waits
    this.#dtls.onAlert = () => this.#end('the server closed the transport');
  }

  async connect(): Promise<void> {
    try {
      this.#stopTicking = everyTenthOfSecond(now => this.#tick(now));
      await this.#reach(this.#options.info.iceParameters);
      const { fingerprints } = this.#options.info.dtlsParameters;
      const { incoming, outgoing, profile } = await this.#step(
        'the DTLS handshake',
        this.#dtls.connect(fingerprints),
      );
      this.#receiver.cipher = incoming;
      this.#sender.cipher = outgoing;
      this.srtpProfile = profile;
      this.#connected = true;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  receive(stream: ReceivedStreamOptions): ReceivedStream {
    return this.#receiver.add(stream);
  }

  send(stream: SentStreamOptions): SentStream {
    return this.#sender.add(stream);
  }

  restartIce(iceParameters: TransportInfo['iceParameters']): Promise<void> {
    return this.#reach(iceParameters);
  }

  close(): void {
    if (this.#connected) this.#sender.close();
    this.#over = true;
    this.#stopTicking();
    this.#dtls.close();
    this.#path?.close();
    this.#ended.reject(new Error('closed'));
  }

  /**
   * A path, and an answer on it. Behind a port that another transport had, which the server has not given up yet, it takes us for that one:
   * then again from another port. Among thousands of one address that happens.
   */
  async #reach(iceParameters: TransportInfo['iceParameters']): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await this.#open();
      try {
        await this.#step('an answer to an ICE check', this.#consent.begin(iceParameters));
        return;
      } catch (error) {
        if (!(error instanceof CheckRefused) || tries === mostTries) throw error;
      }
    }
  }

  /** A path in the place of the one before it. */
  async #open(): Promise<void> {
    const events: PathEvents = {
      onDatagram: bytes => this.#onDatagram(bytes),
      onBroken: why => this.#lose(why),
    };
    const opening = openPath(this.#options, events);
    const closeWhenLate = (path: MediaPath) => this.#over && path.close();
    opening.then(closeWhenLate, () => {});
    const path = await this.#step('a way to the server', opening);
    this.#path?.close();
    this.#path = path;
  }

  #step<T>(what: string, done: Promise<T>): Promise<T> {
    return within(deadline, what, Promise.race([done, this.#ended.promise]));
  }

  /** One socket carries all of it: RFC 7983, and RTCP by its payload types (RFC 5761). */
  #onDatagram = (bytes: Buffer): void => {
    const first = bytes[0] ?? 0;
    if (first >= 128 && first < 192) {
      const type = bytes[1] ?? 0;
      if (type >= 192 && type < 224) this.#onRtcp(bytes);
      else this.#receiver.takeRtp(bytes, performance.now());
    } else if (first < 4) this.#consent.receive(bytes, this.#path?.remote);
    else if (first >= 20 && first < 64) this.#dtls.receive(bytes);
  };

  #onRtcp(bytes: Buffer): void {
    const compound = this.#receiver.cipher?.openRtcp(bytes);
    if (compound) readRtcp(compound, this.#rtcp);
  }

  #rtcp = {
    onSenderReport: (ssrc: number, middleNtp: number) => this.#receiver.onSenderReport(ssrc, middleNtp),
    onReportBlock: (...block: Parameters<Sender['onReportBlock']>) => this.#sender.onReportBlock(...block),
    onNack: (ssrc: number, missing: readonly number[]) => this.#sender.onNack(ssrc, missing),
    onKeyFrameRequest: (ssrc: number) => this.#sender.onKeyFrameRequest(ssrc),
  };

  #tick(now: number): void {
    if (this.#consent.tick(now)) {
      this.#lose('nobody answers the checks of consent');
      return;
    }
    if (!this.#connected || !this.#path) return;
    this.#receiver.tick(now);
    this.#ticks += 1;
    if (this.#ticks % reportEvery !== 0) return;
    this.#receiver.report(now);
    this.#sender.report();
  }

  /** There is no path any more. DTLS and SRTP stay: with new credentials another one can be found. */
  #lose(why: string): void {
    if (this.#over || !this.#connected) {
      this.#end(why);
      return;
    }
    if (!this.#path) return; // it is being replaced, or was lost before
    this.#path.close();
    this.#path = undefined;
    this.#consent.stop();
    this.#options.onLost(why);
  }

  /** It is over, and not because this side closed it. */
  #end(why: string): void {
    if (this.#over) return;
    const wasConnected = this.#connected;
    this.#ended.reject(new Error(why));
    this.close();
    if (wasConnected) this.#options.onLost(why);
  }
}

export const createSlimTransport = slimTransports(usualConsent);
