/**
 * The dialog that lists the keys, and where single keys are switched off.
 */
import { remember } from '../preferences.ts';
import { text } from '../strings/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { isMac } from './keyboard.ts';
import { keysOf, shortcuts } from './shortcuts.ts';
import { singleKeys } from './use-shortcuts.ts';

export function ShortcutList({ onClose }: { onClose: () => void }) {
  const single = singleKeys();
  const words = text.controlBar;
  return (
    <Dialog labelledBy="shortcuts" onClose={onClose}>
      <div class="panel-head">
        <h2 id="shortcuts">{words.shortcuts}</h2>
        <button type="button" class="plain" aria-label={text.panels.closeList} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="keys">
        {shortcuts.map(({ command }) => (
          <div key={command}>
            <dt>{words.commands[command]}</dt>
            <dd>
              {keysOf(command, single, isMac).map(key => (
                <kbd key={key}>{words.keyNames[key] ?? key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          checked={single}
          onChange={event => remember({ singleKeys: event.currentTarget.checked })}
        />
        <span>{words.singleKeys}</span>
      </label>
    </Dialog>
  );
}
