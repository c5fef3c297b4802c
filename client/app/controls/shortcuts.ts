/**
 * The one table of keys, and what a key press means. Pure: what is done is up to whoever is asked to.
 */

export type Command =
  | 'microphone'
  | 'camera'
  | 'screen'
  | 'hand'
  | 'reactions'
  | 'chat'
  | 'people'
  | 'settings'
  | 'room'
  | 'layout'
  | 'fullScreen'
  | 'talk'
  | 'pages'
  | 'shortcuts';

export interface Shortcut {
  command: Command;
  /** A single key, which can be switched off; as in `KeyboardEvent.key`. */
  key?: string;
  /** A letter together with Ctrl, or with ⌘ on a Mac. */
  withControl?: string;
  /** Keys that are handled where they belong, and only listed here. */
  listed?: readonly string[];
}

/** In the order of the list that `?` shows. */
export const shortcuts: readonly Shortcut[] = [
  { command: 'microphone', key: 'm', withControl: 'd' },
  { command: 'talk', listed: ['Space'] },
  { command: 'camera', key: 'v', withControl: 'e' },
  { command: 'screen', key: 's' },
  { command: 'hand', key: 'h' },
  { command: 'reactions', key: 'r' },
  { command: 'chat', key: 'c' },
  { command: 'people', key: 'p' },
  { command: 'settings', key: ',' },
  { command: 'room', key: 'o' },
  { command: 'layout', key: 'l' },
  { command: 'fullScreen', key: 'f' },
  { command: 'pages', listed: ['Page Up', 'Page Down'] },
  { command: 'shortcuts', key: '?' },
];

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing'
>;

/** What the key press asks for. `singleKeys`: whether those without Ctrl count. */
export function commandOf(press: KeyPress, singleKeys: boolean): Command | undefined {
  if (press.altKey || press.repeat || press.isComposing) return undefined;
  const key = latinKey(press);
  if (press.ctrlKey !== press.metaKey)
    return press.shiftKey ? undefined : shortcuts.find(({ withControl }) => withControl === key)?.command;
  if (press.ctrlKey || !singleKeys || (press.shiftKey && key !== '?')) return undefined;
  return shortcuts.find(shortcut => shortcut.key === key)?.command;
}

/** On a Cyrillic or Greek keyboard the key counts that has the letter on a Latin one. */
function latinKey({ key, code }: KeyPress): string {
  if (/^[\p{L}]$/u.test(key) && !/^[a-z]$/i.test(key))
    return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key;
  return key.toLowerCase();
}

/** The keys of a command as they are written on the keyboard, each with those that go together. */
export function keysOf(command: string, singleKeys: boolean, mac: boolean): string[] {
  const shortcut = shortcuts.find(each => each.command === command);
  const { key, withControl, listed = [] } = shortcut ?? {};
  const single = key !== undefined && singleKeys ? [key.toUpperCase()] : [];
  const together = withControl === undefined ? [] : [`${mac ? '⌘' : 'Ctrl+'}${withControl.toUpperCase()}`];
  return [...single, ...together, ...listed];
}

/** For `aria-keyshortcuts`; undefined when there are none. */
export function ariaKeysOf(command: string, singleKeys: boolean, mac: boolean): string | undefined {
  const keys = keysOf(command, singleKeys, mac).map(key =>
    key.replace('Ctrl', 'Control').replace('⌘', 'Meta+'),
  );
  return keys.join(' ') || undefined;
}
