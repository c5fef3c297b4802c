/**
 * The call: people and screens, the controls below, and what is to be said above.
 *
 * What tests outside may rely on, beside roles and accessible names (buttons "Mute microphone", "Stop camera", …; the list
 * "Participants"): each person is `li[data-peer=<peer id>][data-source=camera]`, yours with `data-self`; a shared screen is
 * `li[data-peer][data-source=screen]` in the list "Shared screens". Inside is a `video` with the same two attributes while there is a
 * picture, its `srcObject` the received (or your own) track; a tile's text has the name, "microphone off", "Camera off" or "speaking".
 * Only the tiles of the page that is shown exist; `main.stage` has the buttons of the pages ("Next page", "Previous page", and between them
 * "Page 2 of 4"), of the view ("Show everyone in a grid", "Show the speaker large") and "Full screen". The tools of a tile are its buttons
 * ("Pin Bob", "Unpin Bob", "Bob: full screen", …): shown when it is pointed at or has the focus. Your own tile keeps `data-self` wherever it is,
 * and while it is hidden ("Hide your picture", "Show your picture").
 * What is wrong with a connection stands in words in `.tile-quality` of the tile, or in place of the picture; the tool "Bob: connection details"
 * opens the dialog "Connection of Bob".
 * The bar has buttons whose names say what a click does ("Raise hand", "Lower hand"; "Chat" or "Chat, 2 unread", "People, 3", "Settings" with
 * `aria-expanded`; "Reactions" and "More" open a `role=menu`); what does not fit is in "More". Panels are `aside#panel` named "Chat",
 * "People (3)" or "Settings": the chat is a `role=log` with `.chat-line[data-message]` (`pending`, `failed`), its field is "Message to
 * everyone"; the list "People" has a `listitem` for each person. A reaction is in `.reactions` of its sender's tile. What a screen reader is
 * told is in `[aria-live=polite]`, one `p` for each sentence; "Keyboard shortcuts" (`?`) is a dialog.
 * Moderators have the button and panel "Room", and in "People": those who wait, with "Let in Ben", "Refuse Ben" and "Let everybody in", "Mute
 * everyone", and for each person "Actions for Ben", which opens a `role=menu`; the button is "People, 3, 1 waiting" then. What one may not do has
 * a button with `aria-disabled` and the reason as `aria-description`. Notices are `role=alert`; what cannot be undone asks in a `dialog`.
 * The sound of each peer is `audio[data-peer][data-source=microphone]`, of a screen `data-source=screen-audio`.
 */

import { Controls } from '../controls/controls.tsx';
import { openPanel } from '../panels/open-panel.ts';
import { PanelSlot } from '../panels/panel-slot.tsx';
import { QualityDetails } from '../quality/details-panel.tsx';
import { Stage } from '../stage/stage.tsx';
import { useFocus } from '../ui/use-focus.ts';
import type { Call } from './call.ts';
import { NoticeList } from './notice-list.tsx';
import { FarReactions } from './reactions.tsx';
import { RemoteAudio } from './remote-audio.tsx';

export function CallPage({ call, onLeave }: { call: Call; onLeave: () => void }) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <div class="call">
      <header class="unseen">
        <h1 ref={heading} tabIndex={-1}>
          {call.settings.value.title ?? call.state.value.room}
        </h1>
      </header>
      <NoticeList call={call} />
      <div class={openPanel.value ? 'middle with-panel' : 'middle'}>
        <Stage call={call} />
        <PanelSlot call={call} />
        <FarReactions call={call} />
      </div>
      <RemoteAudio call={call} />
      <QualityDetails call={call} />
      <Controls call={call} onLeave={onLeave} />
    </div>
  );
}
