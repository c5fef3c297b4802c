/**
 * What the bar offers in this call right now.
 */
import { canCaptureScreen, type SourceState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import type { Permit } from '../moderation/permits.ts';
import { notifyAbout } from '../notices.ts';
import { openPanel, type PanelName, togglePanel } from '../panels/open-panel.ts';
import { text } from '../strings/index.ts';
import type { IconName } from '../ui/icon.tsx';
import type { BarItem } from './bar-items.ts';

export interface Popups {
  open: 'more' | 'reactions' | 'shortcuts' | null;
  toggle: (popup: 'more' | 'reactions' | 'shortcuts') => void;
}

export function barItems(call: Call, popups: Popups, onLeave: () => void): BarItem[] {
  return [
    ...deviceItems(call),
    handItem(call),
    {
      command: 'reactions',
      label: text.controlBar.reactions,
      icon: 'reactions',
      menu: true,
      expanded: popups.open === 'reactions',
      ...unlessBarred(!call.grant.value.canSend && text.moderation.mayNot('chat', false), () =>
        popups.toggle('reactions'),
      ),
    },
    ...panelItems(call),
    { command: 'leave', label: text.leave, icon: 'leave', danger: true, run: onLeave },
  ];
}

function deviceItems(call: Call): BarItem[] {
  const { media } = call;
  const microphone = media.microphone.value;
  const camera = media.camera.value;
  const screen = media.screen.value;
  const items: BarItem[] = [
    {
      command: 'microphone',
      label: microphone.on ? text.muteMicrophone : text.unmuteMicrophone,
      short: microphone.on ? text.controlBar.mute : text.controlBar.unmute,
      icon: microphone.on ? 'microphone' : 'microphoneOff',
      ...offOrBusy(microphone),
      ...unlessBarred(!microphone.on && barTo(call, 'microphone'), () => void media.toggleMicrophone()),
    },
    {
      command: 'camera',
      label: camera.on ? text.stopCamera : text.startCamera,
      icon: camera.on ? 'camera' : 'cameraOff',
      ...offOrBusy(camera),
      ...unlessBarred(!camera.on && barTo(call, 'camera'), () => void media.toggleCamera()),
    },
  ];
  if (!canCaptureScreen()) return items;
  return [
    ...items,
    {
      command: 'screen',
      label: screen.on ? text.stopSharing : text.shareScreen,
      icon: screen.on ? 'screenOff' : 'screen',
      lit: screen.on,
      busy: screen.starting,
      ...unlessBarred(!screen.on && barTo(call, 'screen'), () => void media.toggleScreen()),
    },
  ];
}

/** Why one may not, in words. */
function barTo(call: Call, permit: Permit): string | false {
  const barrier = call.barrierTo(permit);
  return barrier !== undefined && text.moderation.mayNot(permit, barrier === 'room');
}

function unlessBarred(barred: string | false, run: () => void): Pick<BarItem, 'barred' | 'run'> {
  return barred === false ? { run } : { barred, run: () => notifyAbout(barred, barred) };
}

function offOrBusy({ on, starting }: SourceState): Pick<BarItem, 'off' | 'busy'> {
  return { off: !on, busy: starting };
}

function handItem(call: Call): BarItem {
  const raised = call.handRaised.value;
  return {
    command: 'hand',
    label: raised ? text.controlBar.lowerHand : text.controlBar.raiseHand,
    icon: 'hand',
    lit: raised,
    ...unlessBarred(call.hidden.value && text.moderation.nobodySeesYou, () => call.toggleHand()),
  };
}

function panelItems(call: Call): BarItem[] {
  const unread = call.chat.unread.value;
  const count = Object.keys(call.state.value.peers).length;
  const waiting = call.lobby.value.length;
  const panel = (name: PanelName, label: string, icon: IconName, badge = '', short = label): BarItem => ({
    command: name,
    label,
    short,
    icon,
    badge,
    expanded: openPanel.value === name,
    run: () => togglePanel(name),
  });
  const unreadBadge = unread > 99 ? '99+' : unread > 0 ? String(unread) : '';
  return [
    panel(
      'chat',
      unread > 0 ? text.controlBar.chatUnread(unread) : text.controlBar.chat,
      'chat',
      unreadBadge,
      text.controlBar.chat,
    ),
    {
      ...panel(
        'people',
        peopleLabel(count, waiting),
        'people',
        String(waiting || count),
        text.panels.peopleButton,
      ),
      urgent: waiting > 0,
    },
    panel('settings', text.panels.settings, 'settings'),
    ...(call.grant.value.moderator ? [panel('room', text.roomSettings.title, 'room')] : []),
  ];
}

function peopleLabel(count: number, waiting: number): string {
  return waiting > 0 ? text.moderation.peopleWaiting(count, waiting) : text.controlBar.people(count);
}
