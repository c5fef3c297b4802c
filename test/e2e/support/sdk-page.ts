/**
 * A blank page with the SDK in it, as an embedder would have it: bundled, without the conference page. Tests drive it by evaluating
 * in it; what arrives is kept in `inbox`.
 */
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import type * as Sdk from '../../../client/sdk/index.ts';
import { poll } from '../../support/poll.ts';

declare global {
  /** Put there by this file. */
  var plenum: typeof Sdk;
  var room: Sdk.Room;
  var inbox: { from: string; text: string; binary: boolean; ordered: boolean }[];
  var lost: Sdk.MessageLost[];
}

let bundling: Promise<string> | undefined;

async function bundle(): Promise<string> {
  const entry = new URL('../../../client/sdk/index.ts', import.meta.url).pathname;
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'plenum', fileName: 'plenum' } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('nothing was bundled');
  return output.output[0].code;
}

/** Opens a page of the server that has nothing on it, with the SDK. */
export async function newSdkPage(browser: Browser, url: string): Promise<Page> {
  bundling ??= bundle();
  const code = await bundling;
  const page = await (await browser.newContext()).newPage();
  // Not in a script element, which a page's policy may forbid.
  await page.addInitScript({ content: `${code}\nglobalThis.plenum = plenum;` });
  await page.goto(`${url}/healthz`);
  return page;
}

/** Joins, and keeps what arrives. Returns the peer id. */
export function joinBySdk(page: Page, room: string, name: string, data = true): Promise<string> {
  return page.evaluate(
    async options => {
      const decoder = new TextDecoder();
      globalThis.inbox = [];
      globalThis.lost = [];
      globalThis.room = await plenum.Room.join({ url: `ws://${location.host}/ws`, ...options });
      globalThis.room.on('message', ({ from, data, ordered }) => {
        const text = typeof data === 'string' ? data : decoder.decode(data);
        inbox.push({ from, text, binary: typeof data !== 'string', ordered });
      });
      globalThis.room.on('messageLost', each => lost.push(each));
      return globalThis.room.peerId;
    },
    { room, name, data },
  );
}

interface WithDevices {
  room: string;
  name: string;
  camera?: boolean;
  microphone?: boolean;
  simulate?: Sdk.JoinFault[];
  iceTransportPolicy?: RTCIceTransportPolicy;
}

/** Joins with the given devices on. */
export async function joinWithDevices(page: Page, options: WithDevices): Promise<void> {
  await page.evaluate(async ({ camera = false, microphone = false, ...rest }) => {
    const media = new plenum.LocalMedia();
    await media.start({ camera, microphone });
    globalThis.room = await plenum.Room.join({ url: `ws://${location.host}/ws`, media, ...rest });
  }, options);
}

/** kbit/s of the camera that the page's room sends, over the last second or so. */
async function sentKilobits(page: Page): Promise<number | null> {
  return page.evaluate(async () => {
    const { sent } = await room.stats();
    const bitrate = sent.find(({ source }) => source === 'camera')?.bitrate ?? null;
    return bitrate === null ? null : bitrate / 1000;
  });
}

/** Resolves once the camera of the page's room is sent at a rate, in kbit/s, as wanted. */
export async function sends(page: Page, what: string, wanted: (kilobits: number) => boolean): Promise<void> {
  let last: number | null = null;
  await poll(
    what,
    async () => {
      last = await sentKilobits(page);
      return last !== null && wanted(last);
    },
    30_000,
  ).catch(error => {
    throw new Error(`${what}: ${last} kbit/s`, { cause: error });
  });
}
