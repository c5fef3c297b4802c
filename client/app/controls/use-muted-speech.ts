/**
 * Tells who speaks although they are muted. A muted track is silence, so a copy of it is listened to, here and nowhere else: nothing of it
 * is sent or kept, and it is stopped as soon as it has told, is un-muted, is alone in the room, or the page is hidden.
 */
import { computed, effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { notify } from '../notices.ts';
import { watchLevel } from '../settings/sound-level.ts';
import { text } from '../strings/index.ts';
import { isMac } from './keyboard.ts';
import { keysOf } from './shortcuts.ts';
import { SpeechDetector } from './speech-detector.ts';
import { singleKeys } from './use-shortcuts.ts';

/** Whoever keeps speaking while muted means to: not told again so soon. */
const quietFor = 60_000; // ms

export function useMutedSpeech(call: Call): void {
  useEffect(() => {
    const visible = signal(!document.hidden);
    const look = () => {
      visible.value = !document.hidden;
    };
    document.addEventListener('visibilitychange', look);
    const muted = computed(() => {
      const { track, on } = call.media.microphone.value;
      return on ? null : track;
    });
    let toldAt = Number.NEGATIVE_INFINITY;
    const unfollow = effect(() => {
      const track = muted.value;
      if (!track || call.alone.value || call.barrierTo('microphone')) return;
      let takeBack: (() => void) | undefined;
      const unwatch =
        visible.value && performance.now() - toldAt > quietFor ? listenTo(track, tell) : undefined;
      function tell() {
        toldAt = performance.now();
        takeBack = sayMuted(call);
      }
      return () => {
        unwatch?.();
        takeBack?.();
      };
    });
    return () => {
      document.removeEventListener('visibilitychange', look);
      unfollow();
    };
  }, [call]);
}

/** Calls `onSpeech` once. Returns what ends the listening. */
function listenTo(track: MediaStreamTrack, onSpeech: () => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  const detector = new SpeechDetector();
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    unwatch();
    copy.stop();
  };
  const unwatch = watchLevel(copy, level => {
    if (stopped || !detector.heard(level, performance.now())) return;
    stop();
    onSpeech();
  });
  return stop;
}

function sayMuted(call: Call): () => void {
  const keys = keysOf('microphone', singleKeys(), isMac);
  return notify(text.controlBar.mutedSpeech(keys[0] ?? '', singleKeys()), {
    label: text.controlBar.unmute,
    run: () => void call.media.toggleMicrophone(),
  });
}
