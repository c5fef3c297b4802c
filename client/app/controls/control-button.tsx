/**
 * One button of the bar, with its name and its keys shown when it is pointed at or has the focus.
 */
import { Icon } from '../ui/icon.tsx';
import type { BarItem } from './bar-items.ts';
import { isMac } from './keyboard.ts';
import { ariaKeysOf, keysOf } from './shortcuts.ts';
import { singleKeys } from './use-shortcuts.ts';

export function ControlButton({ item, opens }: { item: BarItem; opens?: string }) {
  const { command, label, icon, off = false, lit = false, danger = false, badge } = item;
  const short = item.short && label.startsWith(item.short) ? item.short : label;
  const look = ['control', off && 'off', lit && 'lit', danger && 'danger'].filter(Boolean).join(' ');
  const keys = keysOf(command, singleKeys(), isMac);
  return (
    <button
      type="button"
      class={look}
      aria-label={label}
      aria-busy={item.busy ?? false}
      aria-disabled={item.barred ? true : undefined}
      aria-description={item.barred}
      aria-expanded={item.expanded}
      aria-haspopup={item.menu ? 'menu' : undefined}
      aria-keyshortcuts={ariaKeysOf(command, singleKeys(), isMac)}
      data-opens={opens}
      data-tip={item.barred ?? (keys.length > 0 ? `${label} (${keys.join(', ')})` : label)}
      onClick={item.run}
    >
      {/* The name says the number in words. */}
      <span class="symbol" data-badge={badge || undefined} data-urgent={item.urgent}>
        <Icon name={icon} />
      </span>
      <span class="label">{short}</span>
    </button>
  );
}
