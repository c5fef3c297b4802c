/**
 * The space bar as a button to talk: which of its presses count, and everything that must count as letting it go.
 */
import { effect, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { CaptureError } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { notify } from '../notices.ts';
import { text } from '../strings/index.ts';
import { isPressedBySpace, keepsItsKeys } from './keyboard.ts';
import { PushToTalk } from './push-to-talk.ts';
import { singleKeys } from './use-shortcuts.ts';

/** Whether the space bar is held to talk. */
export function usePushToTalk(call: Call): Signal<boolean> {
  const held = useMemo(() => signal(false), [call]);
  useEffect(() => {
    const { media } = call.media;
    const microphone = () => call.media.microphone.value;
    const talk = new PushToTalk({
      isOn: () => microphone().on || microphone().starting || call.barrierTo('microphone') !== undefined,
      setOn: on => {
        media
          .setMicrophone(on)
          .catch(({ problem }: CaptureError) => notify(text.capture.microphone[problem]));
      },
      changed: now => {
        held.value = now;
      },
    });
    const unfollow = effect(() => talk.switched(microphone().on || microphone().starting));
    const unlisten = listen(talk);
    return () => {
      unlisten();
      unfollow();
      talk.up();
    };
  }, [call]);
  return held;
}

function listen(talk: PushToTalk): () => void {
  const listening = new AbortController();
  const { signal: until } = listening;
  // A button that was clicked with the mouse has the focus as well, but nobody means it with the space bar.
  let clicked: Element | null = null;
  const isSpace = (event: KeyboardEvent) => event.code === 'Space' && !event.isComposing;
  const plain = (event: KeyboardEvent) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  const isOurs = (event: KeyboardEvent) => {
    const { target } = event;
    if (!singleKeys() || event.defaultPrevented || !plain(event) || keepsItsKeys(target)) return false;
    return !isPressedBySpace(target) || target === clicked;
  };
  document.addEventListener(
    'click',
    event => {
      if (event.detail > 0) clicked = document.activeElement;
    },
    { signal: until },
  );
  document.addEventListener(
    'focusout',
    () => {
      clicked = null;
    },
    { signal: until },
  );
  document.addEventListener(
    'keydown',
    event => {
      if (isSpace(event) && isOurs(event) && talk.down(event.repeat)) event.preventDefault();
    },
    { signal: until },
  );
  document.addEventListener(
    'keyup',
    event => {
      // Otherwise the button that has the focus would be pressed after all.
      if (event.code === 'Space' && talk.up()) event.preventDefault();
    },
    { signal: until, capture: true },
  );
  const letGo = () => void talk.up();
  window.addEventListener('blur', letGo, { signal: until });
  window.addEventListener('pagehide', letGo, { signal: until });
  document.addEventListener('visibilitychange', letGo, { signal: until });
  return () => listening.abort();
}
