/**
 * Makes the clips that load peers send, with ffmpeg, from pictures and sounds of its own making: `node test/load/media/encode.ts`. Needed only
 * where other clips are wanted, as they are part of the repository. Frames are encoded at a fraction of the bitrate they have on the
 * wire, to which clip.ts pads them, so that the files are small and the sizes of the frames are still in the pattern of a rate control.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInPath } from '../../support/find-program.ts';
import { type StoredFrame, writeClip } from './clip.ts';
import { clipFile } from './clips.ts';

const seconds = 4;
/** A key frame on the wire is so many times as large as the mean one. */
const keyFrameShare = 6;

interface Picture {
  width: number;
  height: number;
  rate: number;
  /** Bit/s: of the file, and on the wire. */
  stored: number;
  wire: number;
}

type VideoName = 'VP8' | 'VP9' | 'H264';

// Sizes and bitrates are those of client/sdk/encodings.ts.
const camera: Picture[] = [
  { width: 320, height: 180, rate: 30, stored: 24_000, wire: 150_000 },
  { width: 640, height: 360, rate: 30, stored: 50_000, wire: 500_000 },
  { width: 1280, height: 720, rate: 30, stored: 110_000, wire: 1_500_000 },
];
const screen: Picture[] = [
  { width: 960, height: 540, rate: 15, stored: 60_000, wire: 600_000 },
  { width: 1920, height: 1080, rate: 15, stored: 140_000, wire: 2_500_000 },
];

/** Three temporal layers (L1T3). The first two of the others depend on the lowest alone, so a receiver can climb there. */
const temporalPattern = [0, 2, 1, 2];

const scratch = mkdtempSync(join(tmpdir(), 'plenum-clips-'));

function ffmpeg(...args: string[]): Buffer {
  return execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { maxBuffer: 2 ** 28 });
}

/** A slow change of colours, and something that moves in it, as a person before a wall does; a page of text that scrolls. */
function source({ width, height, rate }: Picture, kind: 'camera' | 'screen'): string {
  const size = `s=${width}x${height}:r=${rate}:d=${seconds}`;
  const small = Math.round(width / 10) * 2;
  if (kind === 'screen') return `testsrc=${size},hue=s=0,eq=contrast=0.6`;
  return (
    `gradients=${size}:nb_colors=4:speed=0.02:seed=7[wall];testsrc2=s=${small}x${small}:r=${rate}:d=${seconds}[one];` +
    `[wall][one]overlay=x='W/2-w/2+W/6*sin(t*3)':y='H/2-h/2'`
  );
}

function encoder(codec: VideoName, { stored }: Picture): string[] {
  const rate = ['-b:v', `${stored}`, '-maxrate', `${stored}`, '-bufsize', `${stored}`, '-g', '9999'];
  const common = [...rate, '-pix_fmt', 'yuv420p', '-threads', '1'];
  if (codec === 'H264') {
    const x264 = 'keyint=9999:scenecut=0:repeat-headers=1:annexb=1';
    const profile = ['-profile:v', 'baseline', '-level', '3.1', '-tune', 'zerolatency', '-preset', 'medium'];
    // Without what x264 says of itself, the parameter sets come first and go in one packet.
    const noRemarks = ['-bsf:v', 'filter_units=remove_types=6'];
    return ['-c:v', 'libx264', ...common, ...profile, '-x264-params', x264, ...noRemarks];
  }
  const layers = [0.4, 0.6, 1].map(share => Math.round((stored * share) / 1000)).join(',');
  const structure = `ts_number_layers=3:ts_target_bitrate=${layers}:ts_rate_decimator=4,2,1:ts_periodicity=4`;
  const pattern = `ts_layer_id=${temporalPattern.join(',')}:ts_layering_mode=3`;
  const live = ['-deadline', 'realtime', '-cpu-used', '4', '-lag-in-frames', '0', '-auto-alt-ref', '0'];
  const robust = [
    '-error-resilient',
    '1',
    '-minrate',
    `${stored}`,
    '-ts-parameters',
    `${structure}:${pattern}`,
  ];
  return ['-c:v', codec === 'VP8' ? 'libvpx' : 'libvpx-vp9', ...common, ...live, ...robust];
}

/** The frames of a file as its encoder made them. */
function framesOf(file: string): Buffer[] {
  const asked = ['-v', 'error', '-show_entries', 'packet=size', '-of', 'csv=p=0', file];
  const sizes = execFileSync('ffprobe', asked).toString().trim().split('\n').map(Number.parseFloat);
  const bytes = ffmpeg('-i', file, '-c', 'copy', '-f', 'data', '-map', '0', '-');
  let offset = 0;
  return sizes.map(size => {
    offset += size;
    return bytes.subarray(offset - size, offset);
  });
}

function encodeVideo(name: string, codec: VideoName, picture: Picture, kind: 'camera' | 'screen'): void {
  const file = join(scratch, 'video.nut');
  ffmpeg('-f', 'lavfi', '-i', source(picture, kind), ...encoder(codec, picture), file);
  const datas = framesOf(file);
  const wire = wireSizes(
    datas.map(({ length }) => length),
    (picture.wire / 8) * seconds,
  );
  const frames = datas.map((data, index): StoredFrame => {
    const temporalLayer = codec === 'H264' ? 0 : (temporalPattern[index % temporalPattern.length] ?? 0);
    return { data, wireBytes: wire[index] ?? data.length, temporalLayer, level: 0 };
  });
  const { width, height, rate } = picture;
  save(name, writeClip({ codec, width, height, clockRate: 90_000, ticks: 90_000 / rate }, frames));
}

/** Sizes in the same proportions, of `total` bytes, but for that of the first, the key frame. */
function wireSizes([key = 0, ...deltas]: number[], total: number): number[] {
  const keyBytes = Math.max(key, Math.round((keyFrameShare * total) / (deltas.length + 1)));
  const factor = (total - keyBytes) / deltas.reduce((sum, size) => sum + size, 0);
  return [keyBytes, ...deltas.map(size => Math.max(size, Math.round(size * factor)))];
}

const speech = [
  '0.5*(sin(2*PI*(140+12*sin(2*PI*0.7*t))*t)+0.6*sin(2*PI*280*t)+0.4*sin(2*PI*620*t)+0.25*sin(2*PI*1180*t)',
  '+0.2*(random(0)-0.5))*pow(abs(sin(2*PI*2.1*t)),0.6)*(0.55+0.45*sin(2*PI*0.5*t))/2',
].join('');
/** What is left of a room in which nobody speaks. */
const silence = '0.001*(random(0)-0.5)';

/** Opus as a browser sends it: mono in a stereo-capable stream, 20 ms each, 32 kbit/s. `every`: of so many frames one is kept. */
function encodeSound(name: string, expression: string, every: number): void {
  const file = join(scratch, 'sound.nut');
  const input = ['-f', 'lavfi', '-i', `aevalsrc='${expression}':s=48000:d=${seconds}`, '-ac', '1'];
  const opus = [
    '-c:a',
    'libopus',
    '-b:a',
    '32k',
    '-vbr',
    'on',
    '-application',
    'voip',
    '-frame_duration',
    '20',
  ];
  ffmpeg(...input, ...opus, file);
  const samples = ffmpeg(...input, '-f', 's16le', '-');
  const frames = framesOf(file).slice(0, seconds * 50);
  const kept = frames.flatMap((data, index): StoredFrame[] => {
    const level = levelOf(samples.subarray(index * 1920, (index + 1) * 1920));
    return index % every === 0 ? [{ data, wireBytes: data.length, temporalLayer: 0, level }] : [];
  });
  const about = { codec: 'opus', width: 0, height: 0, clockRate: 48_000, ticks: 960 * every } as const;
  save(name, writeClip(about, kept));
}

/** dBov of 16-bit samples, as RFC 6464 has it: -127 to 0. */
function levelOf(samples: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < samples.length; at += 2) sum += samples.readInt16LE(at) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length / 2)) / 32_768;
  return Math.max(-127, Math.min(0, Math.round(20 * Math.log10(Math.max(rms, 1e-7)))));
}

function save(name: string, file: Buffer): void {
  writeFileSync(clipFile(name), file);
  console.log(`${name}: ${file.length} bytes`);
}

const missing = ['ffmpeg', 'ffprobe'].filter(program => !findInPath(program, process.env));
if (missing.length > 0) {
  console.error(`${missing.join(' and ')} is missing. On Debian: apt-get install ffmpeg`);
  process.exit(1);
}
for (const codec of ['VP8', 'H264'] as const) {
  for (const [layer, picture] of camera.entries()) {
    encodeVideo(`camera-${codec}-${layer}`, codec, picture, 'camera');
  }
}
const [, , full] = camera;
// One stream: simulcast of VP9 is none that the engine forwards.
if (full) encodeVideo('camera-VP9-0', 'VP9', full, 'camera');
for (const [layer, picture] of screen.entries()) encodeVideo(`screen-VP8-${layer}`, 'VP8', picture, 'screen');
encodeSound('speech', speech, 1);
encodeSound('silence', silence, 20);
rmSync(scratch, { recursive: true });
