/**
 * The sentences about devices, before a call and in its settings, in English.
 */
export const devices = {
  heading: 'Camera, microphone and speaker',
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  /** For a device whose name the browser tells only after permission. */
  unnamed: (kind: string, number: number) => `${kind} ${number}`,
  systemChoice: 'As your system chooses',
  afterPermission: 'Listed once allowed',
  none: { camera: 'No camera found', microphone: 'No microphone found' },
  level: 'Microphone level',
  microphoneOff: 'off',
  testSound: 'Play a test sound',
  sound: {
    playing: 'Do you hear it?',
    played: 'Heard nothing? Turn up the volume, or choose another speaker.',
    failed: 'This speaker could not be used: choose another one.',
  },
  mirrored: 'Show my own picture as in a mirror',
  plugged: {
    headset: (label: string) => `A new headset is there: ${label}.`,
    camera: (label: string) => `A new camera is there: ${label}.`,
    microphone: (label: string) => `A new microphone is there: ${label}.`,
    speaker: (label: string) => `A new speaker is there: ${label}.`,
  },
  use: 'Use it',
  fellBack: {
    camera: (label: string) => `Your camera was unplugged. Now in use: ${label}.`,
    microphone: (label: string) => `Your microphone was unplugged. Now in use: ${label}.`,
    speaker: 'Your speaker was unplugged: the sound comes from another one now.',
  },
};

export const settings = {
  language: 'Language',
  ownPicture: 'Your picture',
};
