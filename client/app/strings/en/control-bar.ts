/**
 * The sentences of the bar, its menus and keys, of hands and of reactions.
 */

import type { Reaction } from '../../../sdk/index.ts';
import type { Command } from '../../controls/shortcuts.ts';

const commands: Record<Command, string> = {
  microphone: 'Mute or unmute your microphone',
  talk: 'Hold to speak while you are muted',
  camera: 'Start or stop your camera',
  screen: 'Share your screen, or stop sharing',
  hand: 'Raise or lower your hand',
  reactions: 'Choose a reaction',
  chat: 'Open or close the chat',
  people: 'Open or close the list of people',
  settings: 'Open or close the settings',
  room: 'Open or close the settings of the room, as a moderator',
  layout: 'Switch between grid and speaker',
  fullScreen: 'Full screen, or back',
  pages: 'Turn the pages of people',
  shortcuts: 'Show this list',
};

const reactionNames: Record<Reaction, string> = {
  'thumbs-up': 'Thumbs up',
  applause: 'Applause',
  heart: 'Heart',
  laugh: 'Laugh',
  surprise: 'Surprise',
  celebrate: 'Celebrate',
};

/** Keys that have another name in other languages. */
const keyNames: Record<string, string> = { Space: 'Space' };

function listed(names: readonly string[]): string {
  const [first = '', second, ...more] = names;
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}

export const controlBar = {
  chat: 'Chat',
  chatUnread: (count: number) => `Chat, ${count} unread`,
  people: (count: number) => `People, ${count}`,
  raiseHand: 'Raise hand',
  lowerHand: 'Lower hand',
  reactions: 'Reactions',
  reactionNames,
  more: 'More',
  shortcuts: 'Keyboard shortcuts',
  singleKeys: 'Use single keys. Switch this off if keys are pressed by accident or by voice control.',
  commands,
  keyNames,
  raised: (name: string) => `${name} raised a hand.`,
  lowered: (name: string) => `${name} lowered the hand.`,
  youRaised: 'You raised your hand.',
  youLowered: 'You lowered your hand.',
  handStillRaised: 'Your hand is still raised.',
  lower: 'Lower it',
  reacted: (names: readonly string[], reaction: Reaction) => `${listed(names)}: ${reactionNames[reaction]}.`,
  reactionRefused: 'Your reaction was not sent: too many at once.',
  talking: 'You are heard while you hold the space bar',
  mutedSpeech: (key: string, holdSpace: boolean) =>
    `You are muted: nobody hears you. Press ${key} to unmute${holdSpace ? ', or hold the space bar' : ''}.`,
  mute: 'Mute',
  unmute: 'Unmute',
};
