/**
 * Sentences for the reader: what does not work and why, and how the connection is.
 */

import { framedBy } from '../framed.ts';
import { announcements } from '../notices.ts';
import { CopyLink } from '../panels/copy-link.tsx';
import { text } from '../strings/index.ts';
import { Notices } from '../ui/notices.tsx';
import type { Call } from './call.ts';
import { PathNotice } from './path-notice.tsx';
import { RestartNotice } from './restart-notice.tsx';

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
        <RestartNotice call={call} />
        <PathNotice call={call} />
        <SocketNotice call={call} />
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

/** The socket alone is lost: where the media are too, the path's notice says it all. */
function SocketNotice({ call }: { call: Call }) {
  const awaits = call.awaits.value;
  if (awaits) return <p class="notice warning">{text.network.awaits[awaits]}</p>;
  if (call.connection.value === 'connected' || call.path.value === 'interrupted') return null;
  return <p class="notice warning">{text.reconnecting}</p>;
}
