/** A sound file that never falls silent, for the fake microphone: what pauses would be sent in few packets, and a stop not be noticed. */

const rate = 48_000; // per second
const seconds = 4;
const header = 44; // bytes

/** A WAV file of three tones, mono. */
export function toneFile(): Buffer {
  const samples = rate * seconds;
  const file = Buffer.alloc(header + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // channel
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) {
    const tones = [220, 331, 490].map(hertz => Math.sin((2 * Math.PI * hertz * index) / rate));
    const loudness = 0.6 + 0.4 * Math.sin((2 * Math.PI * 3 * index) / rate);
    file.writeInt16LE(Math.round(6_000 * loudness * tones.reduce((a, b) => a + b)), header + index * 2);
  }
  return file;
}
