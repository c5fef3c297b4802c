/**
 * The sentences of moderation, to those who moderate and to those who are moderated, and of the room's settings.
 */
import type { Source } from '../../../sdk/index.ts';
import type { Action } from '../../moderation/actions.ts';
import type { Permit } from '../../moderation/permits.ts';

const yours: Record<Source, string> = {
  microphone: 'your microphone',
  camera: 'your camera',
  screen: 'your screen',
  'screen-audio': 'the sound of your screen',
};

const actions: Record<Action, string> = {
  mute: 'Mute microphone',
  ask: 'Ask to mute',
  stopCamera: 'Stop camera',
  stopScreen: 'Stop screen sharing',
  'allow-microphone': 'Allow microphone',
  'allow-camera': 'Allow camera',
  'allow-screen': 'Allow screen sharing',
  'allow-chat': 'Allow to write',
  'forbid-microphone': 'Forbid microphone',
  'forbid-camera': 'Forbid camera',
  'forbid-screen': 'Forbid screen sharing',
  'forbid-chat': 'Forbid to write',
  promote: 'Make moderator',
  demote: 'Take the moderator role back',
  resign: 'Give up the moderator role',
  remove: 'Remove from the room',
};

const permits: Record<Permit, string> = {
  microphone: 'use the microphone',
  camera: 'use the camera',
  screen: 'share a screen',
  chat: 'write',
};

export const moderation = {
  moderator: 'moderator',
  aModerator: 'A moderator',
  actionsFor: (name: string) => `Actions for ${name}`,
  actions,
  failed: 'That did not work. Please try again.',
  notPermitted: 'You may not do that.',
  muted: (name: string, source: Source) => `${name} muted ${yours[source]}.`,
  stopped: (name: string, source: Source) => `${name} stopped ${yours[source]}.`,
  asks: (name: string, source: Source) =>
    source === 'microphone' ? `${name} asks you to mute.` : `${name} asks you to stop ${yours[source]}.`,
  stop: 'Stop',
  youModerate: 'You are a moderator now.',
  youDoNot: 'You are no longer a moderator.',
  mayAgain: (what: Permit) => `You may ${permits[what]} now.`,
  /** `everybody`: the room lets nobody but moderators. */
  mayNot: (what: Permit, everybody: boolean) =>
    everybody ? `Only moderators can ${permits[what]}` : `You may not ${permits[what]} here`,
  nobodySeesYou: 'Nobody sees you here',
  locked: 'The room is locked: nobody else is let in.',
  unlocked: 'The room is not locked any more.',
  closesAt: (moment: string) => `This room closes at ${moment}.`,
  waits: (name: string) => `${name} waits to be let in.`,
  severalWait: 'Several people wait to be let in.',
  lobby: 'Waiting to be let in',
  show: 'Show them',
  letIn: 'Let in',
  refuse: 'Refuse',
  letInName: (name: string) => `Let in ${name}`,
  refuseName: (name: string) => `Refuse ${name}`,
  letAllIn: 'Let everybody in',
  peopleWaiting: (count: number, waiting: number) => `People, ${count}, ${waiting} waiting`,
  muteAll: 'Mute everyone',
  allMuted: 'Everyone was muted.',
  remove: (name: string) => `Remove ${name}?`,
  removeMeans: (name: string) =>
    `${name} leaves the call and is not let in again as long as this room is open.`,
  removeGuestMeans: (name: string) =>
    `${name} leaves the call. They came without an invitation of their own, so whoever comes from now on waits until a moderator lets them in.`,
  removeIt: 'Remove',
};

export const roomSettings = {
  title: 'Room',
  comeIn: 'Who may come in',
  locked: 'Locked: nobody but moderators',
  lobby: 'Lobby: a moderator lets people in',
  others: 'Who is no moderator may',
  may: {
    microphone: 'use the microphone',
    camera: 'use the camera',
    screen: 'share a screen',
    'screen-audio': 'share the sound of a screen',
    chat: 'write in the chat',
  },
  more: 'About this room',
  name: 'Title',
  passcode: 'Passcode',
  newPasscode: 'There is one. Type another to change it',
  noPasscode: 'Remove the passcode',
  maxPeers: 'Most people at a time',
  notBefore: 'Opens at',
  expires: 'Closes at',
  save: 'Save',
  saved: 'Saved.',
  end: 'End for everybody',
  endAsk: 'End the call for everybody?',
  endMeans: 'Everybody leaves the room, you included.',
};
