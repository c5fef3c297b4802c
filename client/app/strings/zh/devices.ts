/**
 * The sentences about devices, before a call and in its settings, in Simplified Chinese.
 */
import type { devices as english, settings as englishSettings } from '../en/devices.ts';

export const devices: typeof english = {
  heading: '摄像头、麦克风和扬声器',
  camera: '摄像头',
  microphone: '麦克风',
  speaker: '扬声器',
  unnamed: (kind, number) => `${kind} ${number}`,
  systemChoice: '由系统决定',
  afterPermission: '允许使用后显示',
  none: { camera: '没有找到摄像头', microphone: '没有找到麦克风' },
  level: '麦克风音量',
  microphoneOff: '已关闭',
  testSound: '播放测试音',
  sound: {
    playing: '听到了吗？',
    played: '没听到？请调高音量，或选择其他扬声器。',
    failed: '无法使用此扬声器，请选择其他扬声器。',
  },
  mirrored: '镜像显示自己的画面',
  plugged: {
    headset: label => `发现新的耳机：${label}。`,
    camera: label => `发现新的摄像头：${label}。`,
    microphone: label => `发现新的麦克风：${label}。`,
    speaker: label => `发现新的扬声器：${label}。`,
  },
  use: '使用它',
  fellBack: {
    camera: label => `摄像头已拔出，现在使用：${label}。`,
    microphone: label => `麦克风已拔出，现在使用：${label}。`,
    speaker: '扬声器已拔出，声音改由其他设备播放。',
  },
};

export const settings: typeof englishSettings = {
  language: '语言',
  ownPicture: '自己的画面',
};
