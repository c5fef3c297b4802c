/**
 * Tells the reader in notices what moderators do that concerns them, and moderators who waits. Until the call ends.
 */
import { computed, effect, untracked } from '@preact/signals';
import type { Source } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { spokenMoment } from '../moments.ts';
import { announce, notify, notifyAbout, notNews } from '../notices.ts';
import { openPanel } from '../panels/open-panel.ts';
import { text } from '../strings/index.ts';
import { type Permit, permits } from './permits.ts';

/** Before a room closes. */
const warnedBefore = 5 * 60_000; // ms
/** Timers cannot wait for longer. */
const longestTimer = 2 ** 31 - 1; // ms

export function tellModeration(call: Call): void {
  const { room } = call;
  const nameOf = (by: string | null) =>
    (by && call.state.value.peers[by]?.name) || text.moderation.aModerator;
  room.on('mutedBy', ({ source, by }) => notifyAbout(source, text.moderation.muted(nameOf(by), source)));
  room.on('stoppedBy', ({ source, by }) => {
    // The sound of a screen ends with the screen, which is told.
    if (source !== 'screen-audio') notifyAbout(source, text.moderation.stopped(nameOf(by), source));
  });
  room.on('muteAsked', ({ source, by }) => {
    notifyAbout(`ask ${source}`, text.moderation.asks(nameOf(by), source), {
      label: source === 'microphone' ? text.controlBar.mute : text.moderation.stop,
      run: () => void switchOff(call, source),
    });
  });
  const ends = [
    tellRole(call),
    ...permits.map(permit => tellPermit(call, permit)),
    ...(['microphone', 'camera', 'screen'] as const).map(source => forgetWhenSwitched(call, source)),
    tellLobby(call),
    tellLock(call),
    tellClosing(call),
  ];
  room.on('ended', () => {
    for (const end of ends) end();
  });
}

async function switchOff({ media: { media } }: Call, source: Source): Promise<void> {
  if (source === 'microphone') await media.setMicrophone(false);
  else if (source === 'camera') await media.setCamera(false);
  else await media.setScreen(false);
}

/** Calls `tell` at once and whenever the value is another; what it returns takes back what was told. */
function follow<T>(value: { readonly value: T }, tell: (value: T) => (() => void) | undefined): () => void {
  return effect(() => {
    const now = value.value;
    return untracked(() => tell(now));
  });
}

function tellRole(call: Call): () => void {
  let before = call.grant.peek().moderator;
  return follow(
    computed(() => call.grant.value.moderator),
    now => {
      if (now !== before) notifyAbout('role', now ? text.moderation.youModerate : text.moderation.youDoNot);
      before = now;
    },
  );
}

/** What one may do again: that something is stopped is told where it is. */
function tellPermit(call: Call, permit: Permit): () => void {
  let before = call.barrierTo(permit) === undefined;
  return follow(
    computed(() => call.barrierTo(permit) === undefined),
    now => {
      // Moderators know that they may.
      if (now && !before && !call.grant.value.moderator)
        notifyAbout(permit, text.moderation.mayAgain(permit));
      before = now;
    },
  );
}

/** Who has switched it on again has read what happened to it, and who has switched it off needs no asking. */
function forgetWhenSwitched(call: Call, source: 'microphone' | 'camera' | 'screen'): () => void {
  return follow(
    computed(() => call.media[source].value.on),
    on => {
      notNews(on ? source : `ask ${source}`);
    },
  );
}

function tellLobby(call: Call): () => void {
  let known: readonly string[] = [];
  let takeBack = () => {};
  return follow(call.lobby, waiting => {
    const news = waiting.some(({ waitingId }) => !known.includes(waitingId));
    known = waiting.map(({ waitingId }) => waitingId);
    const [first, second] = waiting;
    if (news || !first) takeBack();
    if (!first || !news) return;
    const words = text.moderation;
    takeBack = second
      ? notify(words.severalWait, { label: words.show, run: showPeople })
      : notify(words.waits(first.name), {
          label: words.letIn,
          run: () => void call.moderate(moderation => moderation.admit(first.waitingId)),
        });
  });
}

function showPeople(): void {
  openPanel.value = 'people';
}

function tellLock(call: Call): () => void {
  return follow(
    computed(() => call.settings.value.locked),
    locked => {
      if (!locked) return;
      const takeBack = notify(text.moderation.locked);
      return () => {
        takeBack();
        announce(text.moderation.unlocked);
      };
    },
  );
}

function tellClosing(call: Call): () => void {
  return follow(
    computed(() => call.settings.value.expires),
    at => {
      const wait = at === null ? longestTimer : at - warnedBefore - Date.now();
      if (at === null || wait >= longestTimer) return;
      let takeBack = () => {};
      const timer = setTimeout(() => {
        takeBack = notify(text.moderation.closesAt(spokenMoment(at)));
      }, wait);
      return () => {
        clearTimeout(timer);
        takeBack();
      };
    },
  );
}
