/**
 * How loud a microphone is right now, from 0 (silence) to 1 (as loud as it gets), as the ear hears it: in decibels.
 */

/** Decibels below full scale that count as silence. */
const floor = -60;

/** From samples between -1 and 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length));
  return Math.min(1, Math.max(0, 1 - decibels / floor));
}

/** Tells the level with each frame that is drawn, until the returned function is called. The track is neither changed nor stopped. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const draw = () => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
    frame = requestAnimationFrame(draw);
  };
  draw();
  // Some browsers let nothing that sounds begin before the first click or key, although this one is only listened to.
  const wake = () => void context.resume().catch(() => {});
  const gestures = ['pointerdown', 'keydown'] as const;
  for (const gesture of gestures) document.addEventListener(gesture, wake);
  return () => {
    for (const gesture of gestures) document.removeEventListener(gesture, wake);
    cancelAnimationFrame(frame);
    source.disconnect();
    void context.close().catch(() => {});
  };
}
