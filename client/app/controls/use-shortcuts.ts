/**
 * Runs what is asked for by a key, wherever the focus is, unless it is where keys are typed.
 */
import { useEffect, useRef } from 'preact/hooks';
import { preferences } from '../preferences.ts';
import { keepsItsKeys } from './keyboard.ts';
import { type Command, commandOf } from './shortcuts.ts';

/** Single keys can be switched off, for those who speak to their computer or press keys by accident (WCAG 2.1.4). */
export function singleKeys(): boolean {
  return preferences.value.singleKeys ?? true;
}

/** The commands that the component has to offer; several components may have some each. */
export function useShortcuts(commands: Partial<Record<Command, () => void>>): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || keepsItsKeys(event.target)) return;
      const command = commandOf(event, singleKeys());
      const run = command && latest.current[command];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
