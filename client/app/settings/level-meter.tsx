/**
 * The level of the own microphone as a bar. Drawn without rendering anything again; its number for screen readers changes seldom.
 */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SourceState } from '../../sdk/index.ts';
import { text } from '../strings/index.ts';
import { watchLevel } from './sound-level.ts';

/** How much of the last level is left a frame later: a bar that falls slowly is easier to read. */
const decay = 0.9;
const saidEvery = 500; // ms

export function LevelMeter({ microphone }: { microphone: ReadonlySignal<SourceState> }) {
  const { track, on } = microphone.value;
  const ref = useRef<HTMLDivElement>(null);
  const heard = on ? track : null;
  useEffect(() => {
    const meter = ref.current;
    if (!meter || !heard) return;
    const stop = watchLevel(heard, drawInto(meter));
    return () => {
      stop();
      drawInto(meter)(0);
    };
  }, [heard]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers let nobody draw their own meter
    <div
      ref={ref}
      class="meter"
      role="meter"
      aria-label={text.devices.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      aria-valuetext={heard ? undefined : text.devices.microphoneOff}
    />
  );
}

function drawInto(meter: HTMLElement): (level: number) => void {
  let shown = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return level => {
    shown = Math.max(level, shown * decay);
    meter.style.setProperty('--level', shown.toFixed(3));
    const now = performance.now();
    if (now - saidAt < saidEvery) return;
    saidAt = now;
    meter.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
  };
}
