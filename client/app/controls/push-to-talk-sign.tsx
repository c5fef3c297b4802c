/**
 * Says that one is heard for as long as the space bar is held.
 */
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { usePushToTalk } from './use-push-to-talk.ts';

export function PushToTalkSign({ call }: { call: Call }) {
  const held = usePushToTalk(call);
  return (
    <p class="talking" role="status">
      {held.value && (
        <span>
          <Icon name="microphone" /> {text.controlBar.talking}
        </span>
      )}
    </p>
  );
}
