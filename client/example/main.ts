/** A complete small client: join, microphone, camera, screen, the others, chat, leave. All that it shows comes from `room.state`. */
import { CaptureError, type PeerState, Room } from 'plenum/client';

interface Tile {
  update(peer: PeerState): void;
  remove(): void;
}

const door = find('door', HTMLFormElement);
const call = find('call', HTMLElement);
const say = find('say', HTMLFormElement);
const devices = ['microphone', 'camera', 'screen'] as const;
const tiles = new Map<string, Tile>();
let room: Room | undefined;

door.onsubmit = event => {
  event.preventDefault();
  join(find('room', HTMLInputElement).value, find('name', HTMLInputElement).value).catch(tell);
};
say.onsubmit = event => {
  event.preventDefault();
  room?.sendChat(find('text', HTMLInputElement).value).then(() => say.reset(), tell);
};
find('leave', HTMLButtonElement).onclick = () => room?.leave();
for (const device of devices) {
  find(device, HTMLButtonElement).onclick = () => {
    if (room) set(room, device, !room.local.state(device).on).catch(tell);
  };
}

async function join(name: string, yourName: string): Promise<void> {
  tell('Joining…');
  const url = new URL('/ws', location.href.replace(/^http/, 'ws')).href;
  const joined = await Room.join({ url, room: name, name: yourName });
  room = joined;
  for (const change of ['event', 'state'] as const) joined.on(change, () => show(joined));
  joined.local.on('changed', () => showButtons(joined));
  joined.on('playBlocked', element => {
    tell('Click anywhere to hear the others.');
    document.addEventListener('click', () => void element.play(), { once: true });
  });
  joined.on('ended', end => {
    for (const tile of tiles.values()) tile.remove();
    showCall(false);
    tell(end.sentence);
  });
  showCall(true);
  tell('');
  show(joined);
  for (const device of ['microphone', 'camera'] as const) set(joined, device, true).catch(tell);
}

function set(room: Room, device: (typeof devices)[number], on: boolean): Promise<void> {
  if (device === 'microphone') return room.setMicrophone(on);
  return device === 'camera' ? room.setCamera(on) : room.setScreen(on);
}

/** Makes the page what the state says: a tile for each peer, and the chat. */
function show(room: Room): void {
  const { peers, chat } = room.state;
  for (const [peerId, tile] of tiles) if (!peers[peerId]) tile.remove();
  for (const peer of Object.values(peers))
    (tiles.get(peer.peerId) ?? newTile(room, peer.peerId)).update(peer);
  const lines = chat.map(({ name, text }) => {
    const line = document.createElement('li');
    line.textContent = `${name}: ${text}`;
    return line;
  });
  find('chat', HTMLElement).replaceChildren(...lines);
}

function newTile(room: Room, peerId: string): Tile {
  const figure = document.createElement('figure');
  const camera = document.createElement('video');
  const screen = document.createElement('video');
  const caption = document.createElement('figcaption');
  figure.append(camera, screen, caption);
  find('tiles', HTMLElement).append(figure);
  const detach = [room.attach(camera, { peerId }), room.attach(screen, { peerId, source: 'screen' })];
  if (peerId !== room.peerId) detach.push(room.attach(document.createElement('audio'), { peerId }));
  const tile = {
    update({ name, producers }: PeerState) {
      const sends = (source: string) => Object.values(producers).some(p => p.source === source && !p.paused);
      caption.textContent = sends('microphone') ? name : `${name}, muted`;
      screen.hidden = !sends('screen');
    },
    remove() {
      for (const end of detach) end();
      figure.remove();
      tiles.delete(peerId);
    },
  };
  tiles.set(peerId, tile);
  return tile;
}

function showButtons({ local }: Room): void {
  for (const device of devices) {
    find(device, HTMLElement).textContent = `${local.state(device).on ? 'Stop' : 'Start'} ${device}`;
  }
}

function showCall(inCall: boolean): void {
  door.hidden = inCall;
  call.hidden = !inCall;
}

function tell(what: unknown): void {
  const sentence = what instanceof Error ? what.message : String(what);
  const problem = what instanceof CaptureError ? `The device cannot be used: ${what.problem}.` : sentence;
  find('status', HTMLElement).textContent = problem;
}

function find<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${id}.`);
}
