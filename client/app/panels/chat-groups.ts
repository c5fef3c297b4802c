/**
 * The lines of the chat as they are shown: what one person said in a row stands under one name. Pure.
 */
import type { ChatMessage } from '../../sdk/index.ts';
import type { Outgoing } from './chat-log.ts';

export interface ChatLine {
  messageId: string;
  text: string;
  at: number;
  /** Undefined: it was said. */
  outgoing?: Outgoing;
}

export interface ChatGroup {
  /** The id of its first line. */
  key: string;
  peerId: string;
  name: string;
  at: number;
  lines: ChatLine[];
}

/** After a pause of so many milliseconds the name and the time are shown again. */
const pause = 5 * 60_000;

/** What was said, and below it what this person is about to say. */
export function chatGroups(
  said: readonly ChatMessage[],
  outgoing: readonly Outgoing[],
  ownId: string,
): ChatGroup[] {
  const groups: ChatGroup[] = [];
  const add = (peerId: string, name: string, line: ChatLine) => {
    const last = groups.at(-1);
    const before = last?.lines.at(-1);
    const goesOn = last?.peerId === peerId && last.name === name && line.at - (before?.at ?? 0) < pause;
    if (last && goesOn) last.lines.push(line);
    else groups.push({ key: line.messageId, peerId, name, at: line.at, lines: [line] });
  };
  for (const { messageId, peerId, name, text, at } of said) add(peerId, name, { messageId, text, at });
  const ownName = groups.findLast(group => group.peerId === ownId)?.name ?? '';
  for (const message of outgoing) {
    const { messageId, text, at } = message;
    add(ownId, groups.at(-1)?.peerId === ownId ? ownName : '', { messageId, text, at, outgoing: message });
  }
  return groups;
}
