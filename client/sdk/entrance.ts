/**
 * How this client comes into its room anew, where the server has no seat for it any more: with the token, the name and the interest of
 * now, and with a device that fits the server of now. Knows no socket.
 */
import type { Device } from 'mediasoup-client/types';
import type { Interest } from '#protocol/interest.ts';
import type { Params } from '#protocol/methods.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { Entrance } from './come-back.ts';
import { prepareDevice } from './device.ts';
import type { JoinOptions } from './join-options.ts';
import { joinParams } from './joining.ts';
import type { RequestError } from './request-error.ts';
import type { Standing } from './standing.ts';
import { tokenClaims } from './token-claims.ts';

type Hello = SignalParams<'hello'>;

export class OwnEntrance implements Entrance {
  readonly #options: JoinOptions;
  readonly #standing: Standing;
  readonly #interest: () => Interest;
  #device: Device;
  /** Of the routers that the device was loaded for, as text. */
  #carries: string;

  constructor(
    { device, hello }: { device: Device; hello: Hello },
    options: JoinOptions,
    standing: Standing,
    interest: () => Interest,
  ) {
    this.#options = options;
    this.#standing = standing;
    this.#interest = interest;
    this.#device = device;
    this.#carries = JSON.stringify(hello.routerRtpCapabilities);
  }

  /** For the server that the last `params` were made for. */
  get device(): Device {
    return this.#device;
  }

  async params({ routerRtpCapabilities }: Hello): Promise<Params<'join'>> {
    const carries = JSON.stringify(routerRtpCapabilities);
    if (carries !== this.#carries) {
      this.#device = await prepareDevice(this.#options.handlerFactory)(routerRtpCapabilities);
      this.#carries = carries;
    }
    const { token } = this.#standing;
    return joinParams(this.#options, { token, device: this.#device, interest: this.#interest() });
  }

  /** An open server may have forgotten the key with which it vouched for its guests. */
  dropToken({ reason }: RequestError): boolean {
    const { token } = this.#standing;
    const isStale = reason === 'token-invalid' || reason === 'token-expired';
    if (!isStale || tokenClaims(token).guest !== true) return false;
    this.#standing.dropToken();
    return true;
  }
}
