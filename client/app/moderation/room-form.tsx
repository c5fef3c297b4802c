/**
 * What is typed about the room, and counts when it is saved.
 */
import { useState } from 'preact/hooks';
import type { RoomSettings, RoomSettingsChange } from '../../sdk/index.ts';
import { toField } from '../moments.ts';
import { announce } from '../notices.ts';
import { focusPanel } from '../panels/panel.tsx';
import { text } from '../strings/index.ts';
import { maxPasscode, maxTitle } from '../typed-text.ts';
import { changeBy, type Draft, type Field, fields, shown } from './room-draft.ts';

interface Props {
  settings: RoomSettings;
  /** Resolves with whether it worked. */
  onChange: (change: RoomSettingsChange) => Promise<boolean>;
}

export function RoomForm({ settings, onChange }: Props) {
  const [draft, setDraft] = useState<Draft>({});
  const words = text.roomSettings;
  const now = shown(settings);
  const nothing = Object.keys(draft).length === 0;
  const save = async () => {
    if (nothing) return;
    if (!(await onChange(changeBy(draft)))) return;
    setDraft({});
    announce(words.saved);
  };
  return (
    <form
      class="room-form"
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
    >
      {fields.map(field => (
        <label key={field}>
          {words[field]}
          <input
            {...kinds()[field]}
            autocomplete="off"
            placeholder={field === 'passcode' && settings.passcode ? words.newPasscode : undefined}
            value={draft[field] ?? now[field]}
            onInput={({ currentTarget: { value } }) => setDraft({ ...draft, [field]: value })}
          />
        </label>
      ))}
      <div class="answers">
        {settings.passcode && (
          <button
            type="button"
            class="act"
            onClick={() => void onChange({ passcode: null }).then(focusPanel)}
          >
            {words.noPasscode}
          </button>
        )}
        <button type="submit" class="do" aria-disabled={nothing}>
          {words.save}
        </button>
      </div>
    </form>
  );
}

/** The server takes at most this number for any room. */
const mostPeers = 10_000;

function kinds(): Record<Field, object> {
  const moment = { type: 'datetime-local' };
  return {
    name: { maxLength: maxTitle },
    passcode: { maxLength: maxPasscode },
    maxPeers: { type: 'number', min: 1, max: mostPeers },
    notBefore: moment,
    // What is over already would end the call at once.
    expires: { ...moment, min: toField(Date.now()) },
  };
}
