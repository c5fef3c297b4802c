/**
 * Sentences for the reader: what does not work and why, and how the connection is.
 */

import { framedBy } from '../framed.ts';
import { announcements } from '../notices.ts';
import { CopyLink } from '../panels/copy-link.tsx';
import { text } from '../strings/index.ts';
import { Notices } from '../ui/notices.tsx';
import type { Call } from './call.ts';

export function NoticeList({ call }: { call: Call }) {
  const alone = call.alone.value;
  return (
    <div class="notices">
      <div class="unseen" aria-live="polite">
        {announcements.value.map(({ id, text: sentence }) => (
          <p key={id}>{sentence}</p>
        ))}
      </div>
      <div role="status">
        <Trouble call={call} />
        {call.media.screen.value.on && <p class="notice">{text.youShare}</p>}
        {alone && (
          <p class="notice">
            {framedBy ? text.embedded.alone : text.alone}{' '}
            {!framedBy && <CopyLink room={call.state.value.room} />}
          </p>
        )}
      </div>
      <Notices />
    </div>
  );
}

/** What is being done about the connection: one sentence, though both ways may be lost. */
function Trouble({ call }: { call: Call }) {
  const isConnected = call.connection.value === 'connected';
  const hasPath = call.path.value !== 'interrupted';
  if (isConnected && hasPath) return null;
  const sentence = isConnected ? text.interrupted : hasPath ? text.reconnecting : text.allInterrupted;
  return <p class="notice warning">{sentence}</p>;
}
