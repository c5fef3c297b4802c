/**
 * What the reader can do about not being in the room, or not any more. Pure: words in, a way on out.
 */

/**
 * `passcode`: give one. `wait`: nothing, the page tries again by itself. `again`: try again. `back`: the same, but they are in the
 * room elsewhere. `none`: nothing on this page.
 */
export type Way = 'passcode' | 'wait' | 'again' | 'back' | 'none';

const ways: Record<string, Way> = {
  'passcode-required': 'passcode',
  'passcode-wrong': 'passcode',
  'room-not-open': 'wait',
  'too-early': 'wait',
  busy: 'wait',
  draining: 'wait',
  replaced: 'back',
  kicked: 'none',
  removed: 'none',
  'room-expired': 'none',
  'token-required': 'none',
  'token-invalid': 'none',
  'token-expired': 'none',
};

/** Where it is not known whether the network between here and the server is to blame, or the server. */
const aboutNetwork: readonly string[] = [
  'unreachable',
  'lost',
  'timeout',
  'slow-client',
  'media-lost',
  'unavailable',
];

/** `reason`: why a request to join was refused, or why the session ended. */
export function wayAfter(reason: string): Way {
  return ways[reason] ?? 'again';
}

/** Whether a check of the connection may tell more. */
export function isAboutNetwork(reason: string): boolean {
  return aboutNetwork.includes(reason);
}
