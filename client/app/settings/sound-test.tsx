/**
 * A button that plays a sound on the chosen speaker, and says what should be heard.
 */
import { useState } from 'preact/hooks';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { playChime } from './chime.ts';
import { speaker } from './devices.ts';

export function SoundTest() {
  const [state, setState] = useState<'silent' | 'playing' | 'played' | 'failed'>('silent');
  const play = async () => {
    if (state === 'playing') return;
    setState('playing');
    try {
      await playChime(speaker.value);
      setState('played');
    } catch (error) {
      console.warn(error);
      setState('failed');
    }
  };
  return (
    <div class="sound-test">
      <button type="button" aria-busy={state === 'playing'} onClick={() => void play()}>
        <Icon name="sound" />
        {text.devices.testSound}
      </button>
      <span role="status">{state === 'silent' ? '' : text.devices.sound[state]}</span>
    </div>
  );
}
