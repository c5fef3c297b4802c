/**
 * What a check tries and what came of it, one line each. Devices are shown as they are: a level that moves, a picture.
 */
import { PlainList } from '../ui/plain-list.tsx';
import type { CheckRun, CheckState } from './check-run.ts';
import { DeviceRows } from './device-rows.tsx';
import { RowItem } from './row-item.tsx';
import { rowsOf, type Stage } from './rows.ts';
import { words } from './words.ts';

interface Props {
  run: CheckRun;
  state: Extract<CheckState, { step: 'running' | 'done' }>;
}

export function CheckList({ run, state }: Props) {
  const stage = state.step === 'done' ? 'done' : stageOf(state.doing);
  const found = state.step === 'done' ? state.result : state.found;
  const local = run.local.value;
  return (
    <section class="tried" aria-label={words.value.list}>
      <PlainList aria-label={words.value.list}>
        {rowsOf(found, stage).map(row => (
          <RowItem key={row.key} row={row} />
        ))}
        {local && <DeviceRows local={local} onRelease={() => run.releaseDevices()} />}
      </PlainList>
    </section>
  );
}

function stageOf(doing: Extract<CheckState, { step: 'running' }>['doing']): Stage {
  return doing === 'devices' ? undefined : doing;
}
