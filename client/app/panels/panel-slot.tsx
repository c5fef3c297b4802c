/**
 * Beside the stage, or below it where there is no room beside: the panel that is open.
 */
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { RoomPanel } from '../moderation/room-panel.tsx';
import { Settings } from '../settings/settings.tsx';
import { text } from '../strings/index.ts';
import { ChatPanel } from './chat-panel.tsx';
import { closePanel, openPanel } from './open-panel.ts';
import { Panel } from './panel.tsx';
import { PeoplePanel } from './people-panel.tsx';

export function PanelSlot({ call }: { call: Call }) {
  // The next call begins without one.
  useEffect(() => closePanel, []);
  switch (openPanel.value) {
    case 'chat':
      return <ChatPanel key="chat" call={call} />;
    case 'people':
      return <PeoplePanel key="people" call={call} />;
    case 'settings':
      return (
        <Panel key="settings" name="settings" title={text.panels.settings}>
          <Settings local={call.media} />
        </Panel>
      );
    case 'room':
      return <RoomPanel key="room" call={call} />;
    case null:
      return null;
  }
}
