/**
 * Many people from one page, which this file is bundled for: each a real Room of the SDK that sends a drawn picture, and hears and
 * sees nobody. Driven by crowd.ts through `crowd`.
 */
import { Room } from '../../../client/sdk/index.ts';
import type { CrowdMember } from './crowd.ts';

const framesPerSecond = 5;
const picture = { width: 640, height: 360 };
const nothing = { audio: [], video: [], otherVideo: null };
const rooms = new Map<string, Room>();

/** One after another: on a busy machine one page would make so many connections at once for longer than the server waits for a join. */
async function join(url: string, room: string, members: CrowdMember[]): Promise<void> {
  for (const [index, member] of members.entries()) await enter(url, room, member, index);
}

async function enter(url: string, room: string, member: CrowdMember, index: number): Promise<void> {
  const { name, camera, microphone } = member;
  const joined = await Room.join({ url, room, name, interest: nothing });
  rooms.set(name, joined);
  if (camera !== false) await joined.publish(draw(index), { source: 'camera' });
  if (microphone) await joined.publish(hum(), { source: 'microphone', paused: microphone === 'muted' });
}

/** A person as a child would draw one, who moves a little: that is what an encoder meets in a call. */
function draw(index: number): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, picture);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const hue = (index * 47) % 360;
  let step = 0;
  const paint = () => {
    step += 1;
    const x = picture.width / 2 + 12 * Math.sin(step / 5 + index);
    context.fillStyle = `hsl(${hue} 35% 78%)`;
    context.fillRect(0, 0, picture.width, picture.height);
    context.fillStyle = `hsl(${hue} 45% 38%)`;
    ellipse(context, x, 360, 150, 130);
    context.fillStyle = `hsl(${20 + (index % 4) * 8} 45% ${72 - (index % 5) * 9}%)`;
    ellipse(context, x, 170, 62, 78);
    context.fillStyle = `hsl(${hue / 8} 40% ${15 + (index % 6) * 7}%)`;
    ellipse(context, x, 112, 66, 42);
  };
  paint();
  setInterval(paint, 1000 / framesPerSecond);
  return only(canvas.captureStream(framesPerSecond).getVideoTracks());
}

function ellipse(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number) {
  context.beginPath();
  context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  context.fill();
}

/** A low tone, loud enough to be a speaker. */
function hum(): MediaStreamTrack {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: 180 });
  const out = context.createMediaStreamDestination();
  oscillator.connect(new GainNode(context, { gain: 0.2 })).connect(out);
  oscillator.start();
  return only(out.stream.getAudioTracks());
}

function only(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (!track) throw new Error('no track');
  return track;
}

function wants(name: string, tile: { width: number; height: number } | null): void {
  rooms.get(name)?.setInterest({ ...nothing, otherVideo: tile });
}

Object.assign(globalThis, { crowd: { join, wants } satisfies typeof crowd });
