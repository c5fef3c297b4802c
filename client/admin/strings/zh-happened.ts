/**
 * What happened, in Simplified Chinese.
 */
import type { Source } from '#protocol/words.ts';
import type { Happened } from './en-happened.ts';
import { refusals } from './zh-refusals.ts';

const sources: Record<Source, string> = {
  microphone: '麦克风',
  camera: '摄像头',
  screen: '屏幕',
  'screen-audio': '屏幕声音',
};
const limits = {
  upload: '上行较慢',
  download: '下行较慢',
  cpu: '电脑繁忙',
  interrupted: '暂时没有通路',
  network: '其连接无法承载更多',
  publisher: '对方没有发送更多',
};
const levels = { good: '良好', fair: '一般', poor: '较差' };
const ways = { send: '发送', recv: '接收' };
const steps = { paused: '暂停', removed: '停止', closed: '移出' };

export const happened: Happened = {
  roomOpened: () => '房间打开。',
  roomClosed: ({ reason, lasted }, { span, reason: why }) =>
    `房间关闭，持续 ${span(lasted)}：${reason === 'empty' ? '已没有人' : why(reason)}。`,
  mediaLost: () => '房间的媒体进程故障。',
  mediaRenewed: ({ took }, { span }) => `${span(took)}后房间恢复媒体。`,
  joinRefused: ({ name, reason }) => `${name ?? '有人'} 未能进入：${refusals[reason] ?? reason}`,
  peerJoined: ({ took, peers }, { span }) => `用 ${span(took)}加入；当时共 ${peers} 人。`,
  peerSuspended: ({ reason }, { reason: why }) => `消息连接中断（${why(reason)}）；媒体可能仍在传输。`,
  peerResumed: ({ away }, { span }) => `${span(away)}后恢复。`,
  peerLeft: ({ reason, stayed }, { span, reason: why }) => `停留 ${span(stayed)}后离开：${why(reason)}。`,
  generationBegan: ({ generation, cause }) =>
    `重新建立媒体（第 ${generation} 代）：${cause === 'client' ? '对方的程序要求' : '承载媒体的进程故障'}。`,
  transportConnected: ({ direction, protocol, took, again }, { span }) =>
    `${ways[direction]}通路${again ? '重新' : ''}接通（${protocol.toUpperCase()}），用时 ${span(took)}。`,
  transportDisconnected: ({ direction }) => `${ways[direction]}通路中断。`,
  firstMedia: ({ took, expected }, { span }) =>
    expected ? `请求加入 ${span(took)}后开始收到媒体。` : '第一次收到媒体。',
  producerAdded: ({ source, codec }) => `开始发送${sources[source]}（${codec}）。`,
  producerPaused: ({ source, by }, { name }) =>
    `${sources[source]}被关闭，操作者：${by === null ? '管理员或服务器' : name(by)}。`,
  producerResumed: ({ source }) => `${sources[source]}重新打开。`,
  producerRemoved: ({ source }) => `停止发送${sources[source]}。`,
  qualityChanged: ({ level, limit }) => `连接${levels[level]}${limit === null ? '' : `：${limits[limit]}`}。`,
  layersChanged: ({ from, source, layers, limit }, { name }) => {
    const what = `${name(from)} 的${sources[source]}`;
    const sent = layers ? `收到${what}的第 ${layers.spatial + 1} 层` : `收不到${what}`;
    return `${sent}${limit === null ? '' : `：${limits[limit]}`}。`;
  },
  offended: ({ step, source, kbps, allowed }) =>
    `${sources[source]}发送 ${kbps} kbit/s，超过允许的 ${allowed} kbit/s，因此被${steps[step]}。`,
};
