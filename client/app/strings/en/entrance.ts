/**
 * The sentences before and after a call, in English.
 */
import type { CaptureProblem, ErrorReason } from '../../../sdk/index.ts';

interface Problem {
  /** What is the case. */
  what: string;
  /** What to do about it. */
  how: string;
}

const problems = (device: string, it: string, many: boolean): Record<CaptureProblem, Problem> => ({
  refused: {
    what: `This browser does not let the page use your ${device}.`,
    how: `Allow ${it} with the sign at the left of the address, or in the settings of your system. Then try again.`,
  },
  'in-use': {
    what: `Your ${device} could not be started.`,
    how: 'Another program or tab may be using it: close that one, then try again.',
  },
  'none-found': {
    what: many ? 'No camera and no microphone were found.' : `No ${device} was found.`,
    how: 'Plug one in, or switch it on: it is noticed by itself.',
  },
  insecure: {
    what: `This page is not encrypted, so the browser keeps your ${device} from it.`,
    how: 'Open it with an address that begins with https://. Whoever runs this server can help.',
  },
  unsupported: {
    what: `This browser cannot use a ${many ? 'camera or a microphone' : device}.`,
    how: 'Open this page in a current Firefox, Chrome, Edge or Safari.',
  },
  failed: {
    what: `Your ${device} could not be started.`,
    how: 'Try again, or choose another one. If that does not help, start the browser anew.',
  },
});

/** Why nobody was let in, and what to do. Others are said as the server says them. */
const refusals: { [R in ErrorReason]?: string } = {
  'token-required': 'This room needs an invitation. Ask whoever invited you for a link of your own.',
  'token-invalid':
    'This invitation is not for this room, or its link is incomplete. Ask whoever invited you for a new one.',
  'token-expired': 'This invitation is no longer valid. Ask whoever invited you for a new link.',
  removed: 'A moderator removed you from this room. You cannot come back as long as it is open.',
  refused: 'A moderator did not let you in.',
  'room-locked': 'The room is locked: nobody else is let in at the moment.',
  'room-full': 'The room is full. Try again when somebody has left.',
  'room-expired': 'The time of this room is over.',
  'passcode-required': 'Type the passcode of this room. Whoever invited you knows it.',
  'passcode-wrong': 'This passcode is not right. Please check it.',
  'not-permitted': 'You may not enter this room.',
  'rate-limited': 'There were too many attempts. Wait a moment, then try again.',
};

export const home = {
  heading: 'Talk face to face',
  promise: 'Open a room and send its link. Nothing to install, no account.',
  newMeeting: 'New meeting',
  or: 'or',
  explain: 'Everyone who opens the same link is in the same room.',
  room: 'Room name',
  go: 'Open the room',
  recent: 'Your last rooms',
  forget: 'Forget them',
};

export const entrance = {
  name: 'Your name',
  join: 'Join',
  listening: 'You join without camera and microphone. Both can be switched on later.',
  asking: 'Your browser asks whether this page may use your camera and microphone.',
  askingHow: 'Choose “Allow” to be seen and heard.',
  onlyListen: 'Continue without',
  starting: 'The camera is starting…',
  cameraOff: 'Your camera is off',
  preview: 'How others will see you',
  deviceButtons: 'Your camera and microphone',
  tryAgain: 'Try again',
  canJoin: 'You can join without: you will see and hear the others.',
  nobody: 'Nobody is here yet.',
  /** `names`: the first few of those who are here; `others`: how many more. */
  present: (names: readonly string[], others: number) => {
    const alone = names.length === 0;
    const more =
      others === 1 ? `1 ${alone ? 'person' : 'other'}` : `${others} ${alone ? 'people' : 'others'}`;
    const all = others > 0 ? [...names, more] : names;
    const list = new Intl.ListFormat('en-GB').format(all);
    return `${list} ${names.length + others === 1 ? 'is' : 'are'} here.`;
  },
  /** `name`: as the invitation says. */
  joinAs: (name: string) => `You join as ${name}.`,
  passcode: 'Passcode',
  locked: 'The room is locked: only moderators are let in.',
  lobby: 'A moderator lets you in: that may take a moment.',
  opensAt: (moment: string) => `This room opens at ${moment}. You can wait here.`,
  inLobby: 'You wait in the lobby. You are in as soon as a moderator lets you in.',
  early: (moment: string) => `This room opens at ${moment}. This page then joins by itself.`,
  notOpen: 'This room is not open yet. This page joins by itself as soon as it is.',
  turnedAway: {
    busy: 'So many are in calls that the server can take nobody else at the moment. This page joins by itself as soon as there is room.',
    draining: 'The server is about to be restarted. This page joins by itself as soon as it is back.',
  },
  refusals,
  checkDevices: 'Change name or devices',
  problems: {
    microphone: problems('microphone', 'it', false),
    camera: problems('camera', 'it', false),
    both: problems('camera and microphone', 'them', true),
  },
};
