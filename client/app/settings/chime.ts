/**
 * A short sound to try a speaker with, made here: two soft notes, the second higher.
 */

/** In Hertz, and seconds after the beginning. */
const notes = [
  { pitch: 523.25, at: 0 },
  { pitch: 783.99, at: 0.22 },
];
const lasts = 0.9; // seconds of each note
const loudness = 0.25;

/** Resolves when it has sounded. Rejects where the speaker cannot be used. `speaker` undefined: the one of the system. */
export async function playChime(speaker: string | undefined): Promise<void> {
  const context = new AudioContext();
  try {
    const output = new MediaStreamAudioDestinationNode(context);
    // Through an element: more browsers let an element choose its speaker than a context.
    const element = new Audio();
    element.srcObject = output.stream;
    if (speaker && 'setSinkId' in element) await element.setSinkId(speaker);
    await Promise.all([context.resume(), element.play()]);
    await sound(context, output);
    element.srcObject = null;
  } finally {
    await context.close();
  }
}

async function sound(context: AudioContext, output: AudioNode): Promise<void> {
  const begin = context.currentTime + 0.05;
  await Promise.all(notes.map(({ pitch, at }) => note(context, output, pitch, begin + at)));
}

function note(context: AudioContext, output: AudioNode, frequency: number, begin: number): Promise<unknown> {
  const oscillator = new OscillatorNode(context, { frequency });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, begin);
  envelope.gain.linearRampToValueAtTime(loudness, begin + 0.02);
  envelope.gain.exponentialRampToValueAtTime(0.001, begin + lasts);
  oscillator.connect(envelope).connect(output);
  oscillator.start(begin);
  oscillator.stop(begin + lasts);
  return new Promise(resolve => {
    oscillator.onended = resolve;
  });
}
