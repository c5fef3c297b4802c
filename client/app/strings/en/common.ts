/**
 * The sentences in English that no feature of the page has to itself.
 */
import type { CaptureProblem, EndReason } from '../../../sdk/index.ts';

const capture = (device: string): Record<CaptureProblem, string> => ({
  insecure: `Your ${device} cannot be used because this page is not encrypted: open it with https.`,
  refused: `Your ${device} is not used because this browser does not allow it: permit it beside the address of the page.`,
  'none-found': `No ${device} was found.`,
  'in-use': `Your ${device} could not be started: another program may be using it.`,
  unsupported: `This browser cannot use a ${device}.`,
  failed: `Your ${device} could not be started.`,
});

const bothDevices: Record<CaptureProblem, string> = {
  insecure:
    'Your camera and microphone cannot be used because this page is not encrypted: open it with https.',
  refused:
    'Your camera and microphone are not used because this browser does not allow it: permit them beside the address of the page.',
  'none-found': 'No camera and no microphone were found.',
  'in-use': 'Your camera and microphone could not be started: another program may be using them.',
  unsupported: 'This browser cannot use a camera or a microphone.',
  failed: 'Your camera and microphone could not be started.',
};

const ends: Record<EndReason, string> = {
  left: 'You left the room.',
  timeout: 'The connection was silent for too long.',
  'media-lost': 'The media server of this room failed. You can join again at once.',
  'slow-client': 'Your connection is too slow to follow this room.',
  'protocol-error': 'Something went wrong between this page and the server. Reload the page and join again.',
  shutdown: 'The server is shutting down. Try again in a moment.',
  unreachable: 'The server cannot be reached. Check your connection and try again.',
  lost: 'The connection to the server was lost.',
  'frame-too-long': 'This page sent more than the server accepts.',
  'unsupported-browser': 'This browser cannot take part in calls: WebRTC is missing or switched off.',
  ended: 'The server ended the call.',
  kicked: 'A moderator removed you from the room.',
  replaced: 'You joined this room from somewhere else.',
  'room-closed': 'The room was closed for everybody.',
  resumed: 'This call goes on somewhere else.',
};

export const common = {
  title: 'Plenum',
  joining: 'Joining…',
  cancel: 'Cancel',
  end: { again: 'Join again', back: 'Come back here', otherRoom: 'Open another room', reasons: ends },
  refused: 'The server did not let you in:',
  controls: 'Controls',
  muteMicrophone: 'Mute microphone',
  unmuteMicrophone: 'Unmute microphone',
  stopCamera: 'Stop camera',
  startCamera: 'Start camera',
  shareScreen: 'Share screen',
  stopSharing: 'Stop sharing',
  leave: 'Leave',
  hear: 'Click to hear the others',
  participants: 'Participants',
  screens: 'Shared screens',
  you: (name: string) => `${name} (you)`,
  screenOf: (name: string) => `Screen of ${name}`,
  youShare: 'You are sharing your screen.',
  microphoneOff: 'microphone off',
  speaking: 'speaking',
  cameraOff: 'Camera off',
  waiting: 'Waiting for the picture…',
  alone: 'Nobody else is here yet. Send them the address of this page.',
  someone: 'Someone',
  joined: (name: string) => `${name} joined.`,
  left: (name: string) => `${name} left.`,
  sharing: (name: string) => `${name} shares a screen.`,
  interrupted: 'Sound and pictures are interrupted: looking for a new path to the server…',
  reconnecting:
    'Connection lost. Reconnecting… Sound and pictures go on, and what you do is sent afterwards.',
  allInterrupted:
    'No way to the server: your network is interrupted or has changed, or the server is starting again. Looking for one…',
  restart: {
    /** `time`: how long until then, as `0:43` or in words. */
    soon: (time: string) =>
      `This server is about to be restarted, in ${time}. The call then goes on by itself after a moment.`,
    now: 'This server is being restarted. The call goes on by itself in a moment.',
    later:
      'This server is restarted as soon as nobody is in a call any more. Nobody else can join until then.',
  },
  publishFailed: {
    microphone: 'Your microphone could not be sent.',
    camera: 'Your camera could not be sent.',
    screen: 'Your screen could not be sent.',
    'screen-audio': 'The sound of your screen could not be sent.',
  },
  capture: {
    microphone: capture('microphone'),
    camera: capture('camera'),
    both: (problem: CaptureProblem) => `${bothDevices[problem]} You see and hear the others all the same.`,
    screen: { ...capture('screen'), refused: 'The screen is not shared: it was called off.' },
  },
  deviceEnded: {
    microphone: 'Your microphone has stopped: it was unplugged, or taken back by the browser.',
    camera: 'Your camera has stopped: it was unplugged, or taken back by the browser.',
  },
  dismiss: 'Dismiss',
};
