/**
 * One source that is being sent: a feed of encoded media and the streams of a transport that it goes out on.
 */
import type { Params } from '../../../server/protocol/methods.ts';
import { kindOf } from '../../../server/protocol/words.ts';
import { isVideo, soundClips, videoClips } from '../media/clips.ts';
import { mediaClock } from '../media/clock.ts';
import { SoundFeed } from '../media/sound-feed.ts';
import { VideoFeed } from '../media/video-feed.ts';
import type { LoadTransport, SentPacket, SentStream, SentStreamOptions } from '../transport/transport.ts';
import { extensionIds } from './capabilities.ts';
import type { DrawnStream } from './drawn-stream.ts';
import type { Made } from './publish-request.ts';
import { type SentReport, sentCounters } from './tally.ts';

type Publish = Params<'publish'>;

export interface ToSend {
  readonly publish: Publish;
  readonly drawn: DrawnStream;
  readonly made: Made;
}

interface Stream {
  readonly sent: SentStream;
  readonly rid: string | null;
}

export class SentSource {
  readonly publish: Publish;
  readonly #streams: readonly Stream[];
  readonly #feed: VideoFeed | SoundFeed;
  readonly #since = performance.now();

  /** Begins at once, unless it is published muted. `speaking`: of a sound. */
  constructor(toSend: ToSend, transport: LoadTransport, speaking: boolean) {
    const { publish, drawn } = toSend;
    this.publish = publish;
    const { encodings } = publish.rtpParameters;
    this.#streams = encodings.map(({ rid = null }, index) => ({
      rid,
      sent: transport.send(this.#streamOptions(toSend, index)),
    }));
    const { timestamp, phase } = drawn;
    const begin = { clock: mediaClock, timestamp, phase };
    this.#feed = isVideo(publish.source)
      ? new VideoFeed({ ...begin, layers: this.#layers(toSend, publish.source) })
      : new SoundFeed({ ...begin, clips: soundClips(), speaking, send: packet => this.#send(0, packet) });
    if (publish.paused) this.mute();
  }

  /** The highest layer that anybody wants; `null`: none. */
  want(highest: number | null): void {
    if (this.#feed instanceof VideoFeed) this.#feed.want(highest);
  }

  setSpeaking(speaking: boolean): void {
    if (this.#feed instanceof SoundFeed) this.#feed.setSpeaking(speaking);
  }

  /** Nothing is sent after this; it is there, and asked about. */
  mute(): void {
    this.#feed.stop();
  }

  report(now: number): SentReport[] {
    const { source } = this.publish;
    const about = { source, kind: kindOf(source), milliseconds: now - this.#since };
    return this.#streams.map(({ sent, rid }) => ({ ...about, rid, ...sentCounters(sent.counters) }));
  }

  stop(): void {
    this.#feed.stop();
    for (const { sent } of this.#streams) sent.close();
  }

  #send(layer: number, packet: SentPacket): void {
    this.#streams[layer]?.sent.send(packet);
  }

  #layers({ made, drawn }: ToSend, source: 'camera' | 'screen') {
    return videoClips(source, made.codec, made.simulcast).map((clip, index) => ({
      clip,
      send: (packet: SentPacket) => this.#send(index, packet),
      counters: drawn.layers[index]?.counters ?? { pictureId: 0, tl0PicIdx: 0 },
    }));
  }

  #streamOptions({ publish: { source, rtpParameters }, drawn }: ToSend, index: number): SentStreamOptions {
    const [codec, repair] = rtpParameters.codecs;
    const { ssrc = 1, rid, rtx } = rtpParameters.encodings[index] ?? {};
    if (!codec) throw new Error('there is no codec');
    return {
      kind: kindOf(source),
      ssrc,
      payloadType: codec.payloadType,
      clockRate: codec.clockRate,
      cname: rtpParameters.rtcp?.cname ?? '',
      mid: rtpParameters.mid ?? '',
      extensions: extensionIds(rtpParameters),
      sequenceNumber: drawn.layers[index]?.sequenceNumber ?? 0,
      ...(rid !== undefined && { rid }),
      ...(rtx && repair && { rtxSsrc: rtx.ssrc, rtxPayloadType: repair.payloadType }),
      ...(isVideo(source) && {
        onKeyFrameRequest: () => {
          if (this.#feed instanceof VideoFeed) this.#feed.requestKeyFrame(index);
        },
      }),
    };
  }
}
