/**
 * What the page remembers of its reader from one visit to the next, in this browser only. What is stored may be blocked, full, or
 * nonsense: then the page works all the same, and forgets.
 */
import { signal } from '@preact/signals';
import { type Language, languages } from './strings/languages.ts';
import { maxPeerName, maxRoomName, typedLine } from './typed-text.ts';

/** What is undefined was never chosen. */
export interface Preferences {
  language?: Language;
  name?: string;
  /** Device ids, as the browser gives them to this site. */
  microphone?: string;
  camera?: string;
  speaker?: string;
  /** Whether the device is on when a call begins. */
  microphoneOn?: boolean;
  cameraOn?: boolean;
  /** Own picture as in a mirror. */
  mirrored?: boolean;
  layout?: 'grid' | 'speaker';
  selfView?: 'tile' | 'floating' | 'hidden';
  /** Whether single keys are shortcuts. */
  singleKeys?: boolean;
  /** Rooms visited, latest first. */
  rooms?: readonly string[];
}

type Readers = { [K in keyof Preferences]-?: (stored: unknown) => Preferences[K] | undefined };

const deviceId = (stored: unknown) =>
  typeof stored === 'string' && stored.length < 512 && stored !== '' ? stored : undefined;
const flag = (stored: unknown) => (typeof stored === 'boolean' ? stored : undefined);
const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (stored: unknown) =>
    words.find(word => word === stored);

/** How each is read back: undefined for what cannot be. */
const readers: Readers = {
  language: oneOf(...languages),
  name: stored => (typeof stored === 'string' ? typedLine(stored, maxPeerName) || undefined : undefined),
  microphone: deviceId,
  camera: deviceId,
  speaker: deviceId,
  microphoneOn: flag,
  cameraOn: flag,
  mirrored: flag,
  layout: oneOf('grid', 'speaker'),
  selfView: oneOf('tile', 'floating', 'hidden'),
  singleKeys: flag,
  rooms: stored =>
    Array.isArray(stored)
      ? stored.filter(
          room => typeof room === 'string' && room !== '' && typedLine(room, maxRoomName) === room,
        )
      : undefined,
};

const key = 'plenum';

export const preferences = signal<Preferences>(read());

/** Takes effect at once, and outlives the page where the browser allows it. */
export function remember(change: Preferences): void {
  preferences.value = { ...preferences.value, ...change };
  try {
    // On top of what is stored by now: another tab may have remembered something since.
    localStorage.setItem(key, JSON.stringify({ ...read(), ...change }));
  } catch {
    // Blocked or full: remembered for this visit.
  }
}

function read(): Preferences {
  const preferences: Preferences = {};
  const stored = readStored();
  for (const name of Object.keys(readers) as (keyof Preferences)[]) {
    const value = readers[name](stored[name]);
    if (value !== undefined) Object.assign(preferences, { [name]: value });
  }
  return preferences;
}

function readStored(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...stored } : {};
  } catch {
    return {};
  }
}
