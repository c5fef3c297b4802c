/**
 * One line of the list of a check: a sign, which says nothing that the words do not, what was tried, what came of it, and what belongs to it.
 */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Row } from './rows.ts';

const icons: Partial<Record<Row['state'], IconName>> = { works: 'check', fails: 'close', trying: 'more' };

export function RowItem({ row, children }: { row: Row; children?: ComponentChildren }) {
  const icon = icons[row.state];
  return (
    <li data-row={row.key} data-state={row.state}>
      <span class="sign">{icon && <Icon name={icon} />}</span>
      <span class="what">
        {row.name}
        {row.about && <small>{row.about}</small>}
      </span>
      <span class="came">{row.said}</span>
      {children}
    </li>
  );
}
