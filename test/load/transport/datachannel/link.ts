/**
 * One peer connection of libdatachannel with its only track: ICE, DTLS and SRTP. Raw RTP and RTCP in and out; knows neither streams nor
 * counters.
 */
import type { PeerConnection, Track } from 'node-datachannel';
import libdatachannel from 'node-datachannel';
import type { DtlsParameters } from '../../../../server/protocol/rtp.ts';
import { onlyMid, onlyPayloadType } from './remote-answer.ts';

const deadline = 15_000; // ms

interface Ports {
  receive(packet: Buffer): void;
  /** It was connected, and is no more. */
  onLost(why: string): void;
}

export class Link {
  readonly dtlsParameters: DtlsParameters;
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #ports: Ports;
  #isConnected = false;
  #isClosed = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#connection = new libdatachannel.PeerConnection('load', {
      iceServers: [],
      disableAutoNegotiation: true,
    });
    const media = new libdatachannel.Video(onlyMid, 'SendRecv');
    media.addVP8Codec(onlyPayloadType);
    this.#track = this.#connection.addTrack(media);
    this.#track.onMessage(packet => {
      if (!this.#isClosed) ports.receive(packet);
    });
    this.#track.onClosed(() => {}); // else the binding keeps the process alive, as it does for a track that was not closed itself
    this.#connection.setLocalDescription('offer');
    const fingerprint = /^a=fingerprint:sha-256 (\S+)/m.exec(this.#connection.localDescription()?.sdp ?? '');
    if (!fingerprint?.[1]) throw new Error('libdatachannel gave no fingerprint');
    this.dtlsParameters = {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: fingerprint[1] }],
    };
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#track.isOpen();
  }

  /** Resolves when the keys are there. It compares the fingerprint by itself. */
  connect(answer: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (why: string) => {
      this.close();
      reject(new Error(why));
    };
    const timer = setTimeout(() => fail(`not connected within ${deadline} ms`), deadline);
    this.#connection.onStateChange(state => {
      if (state === 'connected') {
        this.#isConnected = true;
        resolve();
      } else if (state === 'failed' || state === 'closed') {
        if (this.#isConnected) this.#lose(state);
        else if (!this.#isClosed) fail(`ICE or DTLS ${state}`);
      }
    });
    this.#connection.setRemoteDescription(answer, 'answer');
    return promise.finally(() => clearTimeout(timer));
  }

  /** What cannot be sent any more is dropped. */
  send(packet: Buffer): void {
    if (this.isOpen) this.#track.sendMessageBinary(packet);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#track.close();
    this.#connection.close();
  }

  #lose(state: string): void {
    if (this.#isClosed) return;
    this.close();
    this.#ports.onLost(state === 'failed' ? 'nobody answers the checks of consent' : 'closed by the server');
  }
}
