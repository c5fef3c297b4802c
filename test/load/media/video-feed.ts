/**
 * Sends one video: its clips, one for each layer, in loops and in step, each frame spread a little as a browser's pacer does. Begins a
 * layer anew at its key frame when asked. Knows the streams it sends on as functions, no transport.
 */
import type { SentPacket } from '../transport/transport.ts';
import type { Clip } from './clip.ts';
import type { MediaClock } from './clock.ts';
import { type Counters, type Packetize, packetizerFor } from './packetize.ts';

interface VideoLayer {
  readonly clip: Clip;
  readonly send: (packet: SentPacket) => void;
  readonly counters: Counters;
}

export interface VideoFeedOptions {
  readonly clock: MediaClock;
  /** Lowest first; at least one. All of one frame rate. */
  readonly layers: readonly VideoLayer[];
  /** Where the RTP clock begins; that of all layers is one. */
  readonly timestamp: number;
  /** 0 to 1: which part of a frame's time passes before the first, and how early the loop after a key frame that was asked for ends. */
  readonly phase: number;
}

/** Milliseconds between two key frames of a layer that were asked for, at least. */
const keyFrameEvery = 500;
/** Milliseconds from one portion of packets to the next. */
const portionEvery = 5;
/** So many times the mean bitrate is sent at most: libwebrtc's pacer. */
const pace = 2.5;
/** Of a loop, what is sent at least before the next one. */
const shortestLoop = 0.5;

interface Running extends VideoLayer {
  readonly packetize: Packetize;
  /** Of the next frame, and that at which this loop ends. */
  position: number;
  end: number;
  keyFrameAt: number;
  isAsked: boolean;
  isOn: boolean;
}

interface Waiting {
  readonly send: (packet: SentPacket) => void;
  readonly packet: SentPacket;
}

export class VideoFeed {
  readonly #clock: MediaClock;
  readonly #layers: readonly Running[];
  readonly #frameTime: number;
  readonly #ticks: number;
  /** Bytes of a portion. */
  readonly #portion: number;
  readonly #phase: number;
  #timestamp: number;
  #nextAt: number;
  /** Of the next portion. */
  #portionAt = 0;
  #waiting: Waiting[] = [];
  #isPacing = false;
  #isStopped = false;

  /** Begins at once. */
  constructor({ clock, layers, timestamp, phase }: VideoFeedOptions) {
    this.#clock = clock;
    this.#layers = layers.map(layer => ({
      ...layer,
      packetize: packetizerFor(layer.clip, layer.counters),
      position: 0,
      end: layer.clip.frames.length,
      keyFrameAt: Number.NEGATIVE_INFINITY,
      isAsked: false,
      isOn: true,
    }));
    const [{ ticks, clockRate } = { ticks: 1, clockRate: 1 }] = layers.map(({ clip }) => clip);
    this.#ticks = ticks;
    this.#frameTime = (1000 * ticks) / clockRate;
    const bytesPerSecond = layers.reduce((sum, { clip }) => sum + bytesOf(clip) / secondsOf(clip), 0);
    this.#portion = (pace * bytesPerSecond * portionEvery) / 1000;
    this.#phase = phase;
    this.#timestamp = timestamp;
    this.#nextAt = clock.now + phase * this.#frameTime;
    clock.at(this.#nextAt, this.#frame);
  }

  /** Somebody cannot go on without a key frame of that layer. */
  requestKeyFrame(layer: number): void {
    const running = this.#layers[layer];
    if (running) running.isAsked = true;
  }

  /** The highest layer that anybody wants; `null`: none at all. What is switched on again begins with a key frame. */
  want(highest: number | null): void {
    for (const [index, layer] of this.#layers.entries()) {
      const isOn = highest !== null && (this.#layers.length === 1 || index <= highest);
      if (isOn && !layer.isOn) this.#restart(layer);
      layer.isOn = isOn;
    }
  }

  /** Nothing is sent after this. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
  }

  readonly #frame = (): void => {
    if (this.#isStopped) return;
    for (const layer of this.#layers) {
      if (layer.isOn) this.#take(layer);
    }
    this.#timestamp = (this.#timestamp + this.#ticks) % 2 ** 32;
    if (!this.#isPacing) {
      this.#portionAt = this.#nextAt;
      this.#pace();
    }
    this.#nextAt += this.#frameTime;
    this.#clock.at(this.#nextAt, this.#frame);
  };

  #take(layer: Running): void {
    if (layer.isAsked && this.#nextAt - layer.keyFrameAt >= keyFrameEvery) this.#restart(layer);
    if (layer.position === 0) {
      layer.keyFrameAt = this.#nextAt;
      layer.isAsked = false;
    }
    const { send } = layer;
    const payloads = layer.packetize(layer.position);
    for (const [index, payload] of payloads.entries()) {
      const marker = index === payloads.length - 1;
      this.#waiting.push({ send, packet: { payload, timestamp: this.#timestamp, marker } });
    }
    layer.position += 1;
    if (layer.position < layer.end) return;
    layer.position = 0;
    layer.end = layer.clip.frames.length;
  }

  /**
   * At the key frame. Whoever comes in asks all publishers at the same moment: were the loops after it as long as ever, all would send their key
   * frames together from then on.
   */
  #restart(layer: Running): void {
    layer.position = 0;
    layer.end = Math.ceil(layer.clip.frames.length * (1 - (1 - shortestLoop) * this.#phase));
  }

  readonly #pace = (): void => {
    let bytes = 0;
    let count = 0;
    for (; count < this.#waiting.length && bytes < this.#portion; count += 1) {
      const { send, packet } = this.#waiting[count] as Waiting;
      send(packet);
      bytes += packet.payload.length;
    }
    this.#waiting.splice(0, count);
    this.#isPacing = this.#waiting.length > 0;
    // By when it was due, not by when it went: a clock that is late makes up for that.
    this.#portionAt += portionEvery;
    if (this.#isPacing) this.#clock.at(this.#portionAt, this.#pace);
  };
}

function bytesOf({ frames }: Clip): number {
  return frames.reduce((sum, { data }) => sum + data.length, 0);
}

function secondsOf({ frames, ticks, clockRate }: Clip): number {
  return (frames.length * ticks) / clockRate;
}
