/**
 * How each reaction looks.
 */
import type { Reaction } from '../../sdk/index.ts';

export const reactionSigns: Record<Reaction, string> = {
  'thumbs-up': '👍',
  applause: '👏',
  heart: '❤️',
  laugh: '😂',
  surprise: '😮',
  celebrate: '🎉',
};
