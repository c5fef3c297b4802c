/**
 * A camera whose pictures are noise behind the head of VP8, which is all that a server looks at: frames of so many packets, 30 a second,
 * each 60th a key frame, and whenever one is asked for.
 */
import { randomBytes } from 'node:crypto';
import type { Producer, WebRtcTransport } from 'mediasoup/types';
import type { LoadTransport, SentStream, SentStreamOptions } from '../transport.ts';

const framesPerSecond = 30;
const clockRate = 90_000;
const extensions = new Map([
  ['urn:ietf:params:rtp-hdrext:sdes:mid', 1],
  ['http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', 4],
  ['http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', 5],
  ['http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', 13],
]);
const noise = randomBytes(1_100);

export interface CameraOptions {
  readonly ssrc: number;
  readonly packetsPerFrame: number;
  readonly payloadBytes: number;
  readonly sequenceNumber: number;
}

const usual: CameraOptions = { ssrc: 5_000, packetsPerFrame: 3, payloadBytes: 700, sequenceNumber: 65_500 };

export class Camera {
  readonly stream: SentStream;
  readonly producer: Producer;
  readonly #options: CameraOptions;
  readonly #timer: NodeJS.Timeout;
  #frame = 0;
  #wantsKeyFrame = true;

  private constructor(client: LoadTransport, producer: Producer, options: CameraOptions) {
    this.producer = producer;
    this.#options = options;
    const onKeyFrameRequest = () => {
      this.#wantsKeyFrame = true;
    };
    this.stream = client.send({ ...streamOptions(options), onKeyFrameRequest });
    this.#timer = setInterval(() => this.#sendFrame(), 1_000 / framesPerSecond);
  }

  static async start(
    client: LoadTransport,
    server: WebRtcTransport,
    change: Partial<CameraOptions> = {},
  ): Promise<Camera> {
    const options = { ...usual, ...change };
    const producer = await server.produce({
      kind: 'video',
      rtpParameters: {
        mid: `camera-${options.ssrc}`,
        codecs: [
          {
            mimeType: 'video/VP8',
            payloadType: 96,
            clockRate,
            rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
          },
          { mimeType: 'video/rtx', payloadType: 97, clockRate, parameters: { apt: 96 } },
        ],
        headerExtensions: [...extensions].map(([uri, id]) => ({ uri, id }) as never),
        encodings: [{ ssrc: options.ssrc, rtx: { ssrc: options.ssrc + 1 } }],
        rtcp: { cname: 'camera' },
      },
    });
    return new Camera(client, producer, options);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.stream.close();
  }

  #sendFrame(): void {
    const { packetsPerFrame, payloadBytes } = this.#options;
    const isKey = this.#wantsKeyFrame || this.#frame % (2 * framesPerSecond) === 0;
    this.#wantsKeyFrame = false;
    const timestamp = (this.#frame * clockRate) / framesPerSecond;
    for (let index = 0; index < packetsPerFrame; index += 1) {
      const payload = Buffer.from(noise.subarray(0, payloadBytes));
      payload[0] = index === 0 ? 0x10 : 0; // begins a partition: RFC 7741 section 4.2
      payload[1] = isKey ? 0 : 1;
      this.stream.send({ payload, timestamp, marker: index === packetsPerFrame - 1 });
    }
    this.#frame += 1;
  }
}

function streamOptions({ ssrc, sequenceNumber }: CameraOptions): SentStreamOptions {
  return {
    kind: 'video',
    ssrc,
    rtxSsrc: ssrc + 1,
    payloadType: 96,
    rtxPayloadType: 97,
    clockRate,
    cname: 'camera',
    mid: `camera-${ssrc}`,
    extensions,
    sequenceNumber,
  };
}
