/**
 * The name on a tile, and how its person is: muted, speaking, pinned, with a raised hand.
 */
import type { ComponentChildren } from 'preact';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';

interface Props {
  name: string;
  muted?: boolean;
  speaking?: boolean;
  pinned: boolean;
  /** Place in the line of raised hands, from 1. */
  hand?: number | undefined;
  /** More about the tile, such as the quality of its connection. */
  children?: ComponentChildren;
}

export function Caption({ name, muted = false, speaking = false, pinned, hand, children }: Props) {
  return (
    <div class="caption">
      {hand !== undefined && (
        <span class="raised">
          <Icon name="hand" />
          <span aria-hidden="true">{hand}</span>
        </span>
      )}
      {pinned && <Icon name="pin" />}
      {muted && <Icon name="microphoneOff" />}
      <span class="name">{name}</span>
      {muted && <span class="unseen">, {text.microphoneOff}</span>}
      {speaking && !muted && <span class="unseen">, {text.speaking}</span>}
      {hand !== undefined && <span class="unseen">, {text.panels.handPlace(hand)}</span>}
      {pinned && <span class="unseen">, {text.stage.pinned}</span>}
      {children}
    </div>
  );
}
