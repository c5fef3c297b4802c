/**
 * What a moderator can do with one person, as a menu below their line in the list of people.
 */
import { useState } from 'preact/hooks';
import type { PeerState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { Menu } from '../controls/menu.tsx';
import { focusPanel } from '../panels/panel.tsx';
import { text } from '../strings/index.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Action, actionsFor, perform } from './actions.ts';

export function PersonMenu({ call, peer }: { call: Call; peer: PeerState }) {
  const [open, setOpen] = useState<'menu' | 'removal' | null>(null);
  const words = text.moderation;
  const { name } = peer;
  const close = () => setOpen(null);
  const run = (action: Action) => call.moderate(moderation => perform(action, peer, moderation));
  const actions = actionsFor(peer, call.peerId, call.state.value);
  if (actions.length === 0) return null;
  return (
    <>
      <button
        type="button"
        class="plain"
        aria-label={words.actionsFor(name)}
        title={words.actionsFor(name)}
        aria-haspopup="menu"
        aria-expanded={open === 'menu'}
        onClick={() => setOpen(open === 'menu' ? null : 'menu')}
      >
        <Icon name="more" />
      </button>
      {open === 'menu' && (
        <Menu label={words.actionsFor(name)} kind="column" onClose={close}>
          {actions.map(action => (
            <button
              key={action}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                setOpen(action === 'remove' ? 'removal' : null);
                if (action !== 'remove') void run(action);
              }}
            >
              {words.actions[action]}
            </button>
          ))}
        </Menu>
      )}
      {open === 'removal' && (
        <Confirm
          question={words.remove(name)}
          meaning={peer.identity === null ? words.removeGuestMeans(name) : words.removeMeans(name)}
          label={words.removeIt}
          onConfirm={() => void run('remove').then(focusPanel)}
          onClose={close}
        />
      )}
    </>
  );
}
