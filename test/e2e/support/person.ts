/**
 * One person at the page: does what people do, by roles and labels, and sees and hears by asking the browser's own counters.
 */
import type { Page } from 'playwright-core';
import { poll } from '../../support/poll.ts';

declare global {
  /** Put there by browser.ts. */
  var connections: RTCPeerConnection[];
}

export interface Picture {
  peer: string;
  source: string;
  frames: number;
  width: number;
}

export interface Sound {
  id: string;
  energy: number;
}

// The fake microphone beeps once a second; what is concealed after a stop is far below a beep.
const twoBeeps = 2_000; // ms
const restsFor = 1_000; // ms
const silence = 1e-6; // of totalAudioEnergy

export class Person {
  readonly page: Page;
  readonly name: string;
  readonly #url: string;

  constructor(page: Page, url: string, name: string) {
    this.page = page;
    this.name = name;
    this.#url = url;
  }

  /** By the link for automation. `codec`: what the camera is sent in. */
  async join(room: string, codec = 'VP8'): Promise<void> {
    const query = `name=${encodeURIComponent(this.name)}&join&codec=${codec}`;
    await this.page.goto(`${this.#url}/r/${encodeURIComponent(room)}?${query}`);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#url + path);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** Resolves when the button is there: it says what it will do, so it tells the state. */
  async sees(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).waitFor();
  }

  /** Resolves when the text is somewhere on the page. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Names on the tiles of the others. */
  async others(): Promise<string[]> {
    return this.page.locator('li[data-source=camera]:not([data-self]) .name').allTextContents();
  }

  /** The videos of the others that are on the page, with the frames decoded so far. */
  pictures(): Promise<Picture[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLVideoElement>('li:not([data-self]) video')].map(video => ({
        peer: video.dataset.peer ?? '',
        source: video.dataset.source ?? '',
        frames: video.getVideoPlaybackQuality().totalVideoFrames,
        width: video.videoWidth,
      })),
    );
  }

  /** What the browser has decoded of each remote sound. */
  sounds(): Promise<Sound[]> {
    return this.page.evaluate(async () => {
      const sounds: { id: string; energy: number }[] = [];
      for (const connection of connections.filter(({ connectionState }) => connectionState !== 'closed')) {
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type !== 'inbound-rtp' || stat.kind !== 'audio') continue;
          sounds.push({ id: stat.trackIdentifier, energy: stat.totalAudioEnergy });
        }
      }
      return sounds;
    });
  }

  /** The codecs in which video arrives, such as `video/VP9`. */
  videoCodecs(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const codecs: string[] = [];
      for (const connection of connections.filter(({ connectionState }) => connectionState !== 'closed')) {
        const stats = await connection.getStats();
        for (const stat of stats.values()) {
          // The stream of bandwidth probes is there too, and has no codec.
          if (stat.type !== 'inbound-rtp' || stat.kind !== 'video' || !stat.codecId) continue;
          codecs.push(stats.get(stat.codecId).mimeType);
        }
      }
      return codecs;
    });
  }

  /** Bytes of video received so far, or sent. */
  videoBytes(direction: 'inbound' | 'outbound' = 'inbound'): Promise<number> {
    return this.page.evaluate(async type => {
      let bytes = 0;
      for (const connection of connections.filter(({ connectionState }) => connectionState !== 'closed')) {
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type !== type || stat.kind !== 'video' || stat.ssrc === 1234) continue; // 1234: bandwidth probes
          bytes += stat.bytesReceived ?? stat.bytesSent;
        }
      }
      return bytes;
    }, `${direction}-rtp`);
  }

  /** Resolves with the bytes of video so far, once no more have come or gone for a while. */
  async videoRests(direction: 'inbound' | 'outbound' = 'inbound'): Promise<number> {
    let last = { bytes: -1, since: 0 };
    return poll(`${this.name}'s ${direction} video rests`, async () => {
      const bytes = await this.videoBytes(direction);
      if (bytes !== last.bytes) last = { bytes, since: performance.now() };
      return performance.now() - last.since > restsFor ? bytes : undefined;
    });
  }

  /** Resolves when exactly so many pictures of the others are there and every one of them moves. */
  async watches(count: number, source = 'camera'): Promise<Picture[]> {
    let before = new Map<string, number>();
    return poll(`${this.name} watches ${count} of source ${source}`, async () => {
      const pictures = (await this.pictures()).filter(picture => picture.source === source);
      const moved = pictures.filter(
        ({ peer, frames }) => frames > (before.get(peer) ?? Number.POSITIVE_INFINITY),
      );
      before = new Map(pictures.map(({ peer, frames }) => [peer, frames]));
      return pictures.length === count && moved.length === count ? pictures : undefined;
    });
  }

  /** How far the page has played each sound; those that are paused are left out. */
  #played(): Promise<{ peer: string; seconds: number }[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('audio')]
        .filter(({ paused, muted }) => !paused && !muted)
        .map(({ dataset, currentTime }) => ({
          peer: `${dataset.peer} ${dataset.source}`,
          seconds: currentTime,
        })),
    );
  }

  /** Resolves when exactly so many of the sounds that arrive were more than silence lately, and the page plays as many. */
  async hears(count: number): Promise<void> {
    const samples: { at: number; energies: Map<string, number> }[] = [];
    await poll(`${this.name} hears ${count}`, async () => {
      const now = performance.now();
      const sounds = await this.sounds();
      samples.push({ at: now, energies: new Map(sounds.map(({ id, energy }) => [id, energy])) });
      const old = samples.findLast(({ at }) => now - at >= twoBeeps);
      if (!old) return false;
      const heard = sounds.filter(({ id, energy }) => energy - (old.energies.get(id) ?? energy) > silence);
      return heard.length === count;
    });
    const before = new Map((await this.#played()).map(({ peer, seconds }) => [peer, seconds]));
    await poll(`${this.name}'s page plays ${count}`, async () => {
      const moved = (await this.#played()).filter(
        ({ peer, seconds }) => seconds > (before.get(peer) ?? Number.POSITIVE_INFINITY),
      );
      return moved.length >= count;
    });
  }

  /** As if another tab came in front of the page, or went away again. */
  async turns(state: 'hidden' | 'visible'): Promise<void> {
    await this.page.evaluate(setVisibility, state);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** Runs in the page. */
function setVisibility(state: string): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}
