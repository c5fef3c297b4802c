/**
 * How the room is set, for moderators: who may come in, who may do what, until when; and its end. Shows what others change as they do.
 */
import { useEffect, useState } from 'preact/hooks';
import type { RoomSettingsChange, Source } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { closePanel } from '../panels/open-panel.ts';
import { Panel } from '../panels/panel.tsx';
import { text } from '../strings/index.ts';
import { Confirm } from '../ui/confirm.tsx';
import { RoomForm } from './room-form.tsx';

const sources: readonly Source[] = ['microphone', 'camera', 'screen', 'screen-audio'];

export function RoomPanel({ call }: { call: Call }) {
  const { moderator } = call.grant.value;
  useEffect(() => {
    if (!moderator) closePanel();
  }, [moderator]);
  const settings = call.settings.value;
  const { canPublish } = settings;
  const words = text.roomSettings;
  const change = (to: RoomSettingsChange) => call.moderate(moderation => moderation.changeRoom(to));
  const lets = (source: Source) => (on: boolean) =>
    change({ canPublish: sources.filter(each => (each === source ? on : canPublish.includes(each))) });
  return (
    <Panel name="room" title={words.title}>
      <div class="settings-list">
        <section aria-labelledby="room-in">
          <h3 id="room-in">{words.comeIn}</h3>
          <Check label={words.locked} checked={settings.locked} set={locked => change({ locked })} />
          <Check label={words.lobby} checked={settings.lobby} set={lobby => change({ lobby })} />
        </section>
        <section aria-labelledby="room-others">
          <h3 id="room-others">{words.others}</h3>
          {sources.map(source => (
            <Check
              key={source}
              label={words.may[source]}
              checked={canPublish.includes(source)}
              set={lets(source)}
            />
          ))}
          <Check label={words.may.chat} checked={settings.chat} set={chat => change({ chat })} />
        </section>
        <section aria-labelledby="room-more">
          <h3 id="room-more">{words.more}</h3>
          <RoomForm settings={settings} onChange={change} />
        </section>
        <End call={call} />
      </div>
    </Panel>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  /** Resolves with whether it worked. */
  set: (on: boolean) => Promise<boolean>;
}

function Check({ label, checked, set }: CheckProps) {
  const change = async (box: HTMLInputElement) => {
    if (!(await set(box.checked))) box.checked = checked;
  };
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={event => void change(event.currentTarget)} />
      {label}
    </label>
  );
}

function End({ call }: { call: Call }) {
  const [asking, setAsking] = useState(false);
  const words = text.roomSettings;
  return (
    <section>
      <button type="button" class="act danger" onClick={() => setAsking(true)}>
        {words.end}
      </button>
      {asking && (
        <Confirm
          question={words.endAsk}
          meaning={words.endMeans}
          label={words.end}
          onConfirm={() => void call.moderate(moderation => moderation.endRoom())}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
