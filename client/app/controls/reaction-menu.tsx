/**
 * The six reactions to choose from.
 */
import { type Reaction, reactions } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { reactionSigns } from '../call/reaction-signs.ts';
import { text } from '../strings/index.ts';
import { Menu } from './menu.tsx';

export function ReactionMenu({ call, onClose }: { call: Call; onClose: () => void }) {
  const send = (reaction: Reaction) => {
    onClose();
    call.react(reaction);
  };
  return (
    <Menu label={text.controlBar.reactions} kind="row" onClose={onClose}>
      {reactions.map(reaction => (
        <button
          key={reaction}
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-label={text.controlBar.reactionNames[reaction]}
          title={text.controlBar.reactionNames[reaction]}
          onClick={() => send(reaction)}
        >
          <span aria-hidden="true">{reactionSigns[reaction]}</span>
        </button>
      ))}
    </Menu>
  );
}
