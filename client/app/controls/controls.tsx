/**
 * The bar of buttons of a call, the menus above it, and the keys that do the same.
 */
import { useCallback, useState } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { type BarItem, fitting } from './bar-items.ts';
import { ControlButton } from './control-button.tsx';
import { Menu } from './menu.tsx';
import { PushToTalkSign } from './push-to-talk-sign.tsx';
import { ReactionMenu } from './reaction-menu.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import type { Command } from './shortcuts.ts';
import { barItems, type Popups } from './use-bar-items.ts';
import { useHandOffer } from './use-hand-offer.ts';
import { useMutedSpeech } from './use-muted-speech.ts';
import { usePlaces } from './use-places.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTips } from './use-tips.ts';

export function Controls({ call, onLeave }: { call: Call; onLeave: () => void }) {
  useMutedSpeech(call);
  useHandOffer(call);
  const [open, setOpen] = useState<Popups['open']>(null);
  const { ref, places } = usePlaces();
  useTips(ref);
  const close = useCallback(() => setOpen(null), []);
  const popups: Popups = { open, toggle: popup => setOpen(now => (now === popup ? null : popup)) };
  const items = barItems(call, popups, onLeave);
  useShortcuts({ ...commandsOf(items), shortcuts: () => popups.toggle('shortcuts') });
  // One place is for the menu of what does not fit.
  const { shown, rest } = fitting(items, places - 1);
  const leave = shown.filter(({ command }) => command === 'leave');
  return (
    <section ref={ref} class="controls" aria-label={text.controls}>
      <PushToTalkSign call={call} />
      {shown
        .filter(item => !leave.includes(item))
        .map(item => (
          <ControlButton key={item.command} item={item} opens={item.command} />
        ))}
      <ControlButton item={moreItem(rest, popups)} opens="more" />
      {leave.map(item => (
        <ControlButton key="leave" item={item} />
      ))}
      {open === 'more' && <MoreMenu items={[...rest, shortcutsItem(popups)]} onClose={close} />}
      {open === 'reactions' && <ReactionMenu call={call} onClose={close} />}
      {open === 'shortcuts' && <ShortcutList onClose={close} />}
    </section>
  );
}

function commandsOf(items: readonly BarItem[]): Partial<Record<Command, () => void>> {
  const commands: Partial<Record<Command, () => void>> = {};
  for (const { command, run } of items)
    if (command !== 'leave' && command !== 'more') commands[command] = run;
  return commands;
}

function moreItem(rest: readonly BarItem[], { open, toggle }: Popups): BarItem {
  const { badge = '', urgent = false } =
    rest.find(item => item.urgent) ?? rest.find(({ command }) => command === 'chat') ?? {};
  return {
    command: 'more',
    label: text.controlBar.more,
    icon: 'more',
    badge,
    urgent,
    menu: true,
    expanded: open === 'more',
    run: () => toggle('more'),
  };
}

function shortcutsItem({ toggle }: Popups): BarItem {
  return {
    command: 'shortcuts',
    label: text.controlBar.shortcuts,
    icon: 'keyboard',
    run: () => toggle('shortcuts'),
  };
}

function MoreMenu({ items, onClose }: { items: readonly BarItem[]; onClose: () => void }) {
  return (
    <Menu label={text.controlBar.more} kind="column" onClose={onClose}>
      {items.map(({ command, label, icon, busy, barred, run }) => (
        <button
          key={command}
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-busy={busy ?? false}
          aria-disabled={barred ? true : undefined}
          aria-description={barred}
          onClick={() => {
            onClose();
            run();
          }}
        >
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </Menu>
  );
}
