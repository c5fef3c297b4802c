/**
 * The short number under which the server keeps what was found: to be read out on the phone, or copied.
 */
import { useState } from 'preact/hooks';
import type { CheckResult } from '../../sdk/check/check-options.ts';
import { copyText } from '../panels/copy-text.ts';
import { Icon } from '../ui/icon.tsx';
import { words } from './words.ts';

export function ReportId({ result: { checkId, verdict } }: { result: CheckResult }) {
  const [said, setSaid] = useState('');
  const { tellId, copy, copied, copyFailed, notKept } = words.value;
  // Nobody was there to keep it, which the verdict says.
  if (checkId === null) return verdict === 'no-server' ? null : <p class="hint">{notKept}</p>;
  const onClick = async () => setSaid((await copyText(checkId)) ? copied : copyFailed);
  return (
    <p class="kept">
      {tellId} <strong class="check-id">{checkId}</strong>{' '}
      <button type="button" onClick={() => void onClick()}>
        <Icon name="copy" />
        {copy}
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
