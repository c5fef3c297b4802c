/**
 * Sentences for the reader: what does not work and why, and how the connection is.
 */

import { announcement } from '../notices.ts';
import { text } from '../strings/index.ts';
import { Notices } from '../ui/notices.tsx';
import type { Call } from './call.ts';

export function NoticeList({ call }: { call: Call }) {
  const alone = Object.keys(call.state.value.peers).length < 2;
  return (
    <div class="notices">
      <p class="unseen" aria-live="polite">
        {announcement.value}
      </p>
      <div role="status">
        {call.path.value === 'interrupted' && <p class="notice warning">{text.interrupted}</p>}
        {call.media.screen.value.on && <p class="notice">{text.youShare}</p>}
        {alone && <p class="notice">{text.alone}</p>}
      </div>
      <Notices />
    </div>
  );
}
