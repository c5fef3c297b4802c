/**
 * Getting tracks from microphone, camera and screen, with one word for every way it can fail. Knows no room.
 */
const sentences = {
  insecure: 'Browsers give devices only to pages on https:// or on localhost.',
  refused: 'The person or the browser refused the device, or it was called off.',
  'none-found': 'There is no such device.',
  'in-use': 'Another program uses the device.',
  unsupported: 'This browser cannot do it.',
  failed: 'The device could not be started.',
} as const;

export type CaptureProblem = keyof typeof sentences;

export class CaptureError extends Error {
  readonly problem: CaptureProblem;

  constructor(problem: CaptureProblem, cause?: unknown) {
    super(sentences[problem], { cause });
    this.name = 'CaptureError';
    this.problem = problem;
  }
}

const microphone: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const camera: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const screen: MediaTrackConstraints = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } };
// What plays on a screen is music as often as speech: it is not to be cleaned of anything.
const screenSound: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** Milliseconds. Firefox answers only when its window has the focus, which may be a picture in picture's meanwhile. */
const listingTakes = 1_000;

export type Captured = MediaStreamTrack | CaptureError;
export type Device = 'microphone' | 'camera';
/** Which microphone or camera: a device id is the wish for it, '' leaves it to the browser; `{ exact }` takes no other. */
export type WhichDevice = string | { exact: string } | undefined;

/** One device. Rejects with CaptureError. */
export async function capture(device: Device, which?: WhichDevice): Promise<MediaStreamTrack> {
  const constraints =
    device === 'microphone' ? { audio: await of(microphone, which) } : { video: await of(camera, which) };
  return onlyTrack(await userMedia(constraints));
}

/**
 * Microphone and camera with one question to the person. Where they cannot be had together, each is tried for itself, without
 * asking again what was refused.
 */
export async function captureBoth(
  which: { microphone?: WhichDevice; camera?: WhichDevice } = {},
): Promise<{ microphone: Captured; camera: Captured }> {
  try {
    const stream = await userMedia({
      audio: await of(microphone, which.microphone),
      video: await of(camera, which.camera),
    });
    const [sound] = stream.getAudioTracks();
    const [picture] = stream.getVideoTracks();
    const missing = new CaptureError('none-found');
    return { microphone: sound ?? missing, camera: picture ?? missing };
  } catch (error) {
    const both = asCaptureError(error);
    return {
      microphone: await alone('microphone', which.microphone, both),
      camera: await alone('camera', which.camera, both),
    };
  }
}

/** In place of one that is gone, which may still be listed and be the chosen one: then whichever there is. Rejects with CaptureError. */
export async function captureInstead(device: Device, chosen: string | undefined): Promise<MediaStreamTrack> {
  try {
    return await capture(device, chosen);
  } catch (error) {
    if (chosen === undefined || asCaptureError(error).problem === 'refused') throw error;
    return capture(device);
  }
}

async function alone(device: Device, which: WhichDevice, both: CaptureError): Promise<Captured> {
  if (both.problem === 'insecure' || both.problem === 'unsupported') return both;
  if (both.problem === 'refused' && !(await isGranted(device))) return both;
  return capture(device, which).catch(asCaptureError);
}

/**
 * One that is seen to be there is asked for as the only one: Chromium takes the default microphone where another is merely wished for
 * (`ideal`, measured with 156).
 */
async function of(constraints: MediaTrackConstraints, which: WhichDevice): Promise<MediaTrackConstraints> {
  // '' is nobody's wish, though before permission browsers list every device with that id: as `exact` it is never found.
  if (which === undefined || which === '') return constraints;
  if (typeof which !== 'string') return { ...constraints, deviceId: which };
  return { ...constraints, deviceId: (await isThere(which)) ? { exact: which } : { ideal: which } };
}

/** False also while the browser hides which devices there are: until one is permitted, or until somebody is at the page. */
async function isThere(deviceId: string): Promise<boolean> {
  try {
    const listing = navigator.mediaDevices.enumerateDevices();
    const all = await Promise.race([listing, nothingAfter(listingTakes)]);
    return all.some(device => device.deviceId === deviceId);
  } catch {
    return false;
  }
}

function nothingAfter(milliseconds: number): Promise<[]> {
  return new Promise(resolve => setTimeout(() => resolve([]), milliseconds));
}

async function isGranted(device: Device): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: device })).state === 'granted';
  } catch {
    return false; // a browser that does not know the question
  }
}

/** Whether this browser can share its screen at all; phones cannot. */
export function canCaptureScreen(): boolean {
  return typeof globalThis.navigator?.mediaDevices?.getDisplayMedia === 'function';
}

/** The screen, and its sound where the browser and the person give it. Rejects with CaptureError; `refused` when it was called off. */
export async function captureScreen(): Promise<MediaStreamTrack[]> {
  if (!canCaptureScreen()) throw new CaptureError('unsupported');
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: screen, audio: screenSound });
    return stream.getTracks();
  } catch (error) {
    throw asCaptureError(error);
  }
}

async function userMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!globalThis.navigator?.mediaDevices) {
    throw new CaptureError(globalThis.isSecureContext ? 'unsupported' : 'insecure');
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    throw asCaptureError(error);
  }
}

function onlyTrack(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new CaptureError('none-found');
  return track;
}

const problems: Record<string, CaptureProblem> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none-found',
  OverconstrainedError: 'none-found',
  NotReadableError: 'in-use',
  AbortError: 'in-use',
};

export function asCaptureError(error: unknown): CaptureError {
  if (error instanceof CaptureError) return error;
  const name = error instanceof Error ? error.name : '';
  return new CaptureError(problems[name] ?? 'failed', error);
}
