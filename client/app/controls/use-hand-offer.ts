/**
 * Whoever raised a hand and has spoken since may have forgotten it: offers to lower it, and never does so by itself.
 */
import { computed, effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { notify } from '../notices.ts';
import { text } from '../strings/index.ts';

const spokenEnough = 4_000; // ms

export function useHandOffer(call: Call): void {
  useEffect(() => {
    const speaks = computed(() => call.media.microphone.value.on && call.speaking.value.has(call.peerId));
    return effect(() => {
      if (!call.handRaised.value) return;
      let spoken = 0;
      let takeBack: (() => void) | undefined;
      const unfollow = effect(() => {
        if (!speaks.value || takeBack) return;
        const since = performance.now();
        const offer = () => {
          takeBack = notify(text.controlBar.handStillRaised, {
            label: text.controlBar.lower,
            run: () => call.handRaised.value && call.toggleHand(),
          });
        };
        const timer = setTimeout(offer, spokenEnough - spoken);
        return () => {
          clearTimeout(timer);
          spoken += performance.now() - since;
        };
      });
      return () => {
        unfollow();
        takeBack?.();
      };
    });
  }, [call]);
}
