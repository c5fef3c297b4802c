/**
 * The sentences of moderation and of the room's settings in Simplified Chinese.
 */
import type { Source } from '../../../sdk/index.ts';
import type { Permit } from '../../moderation/permits.ts';
import type { moderation as english, roomSettings as englishRoom } from '../en/moderation.ts';

const yours: Record<Source, string> = {
  microphone: '你的麦克风',
  camera: '你的摄像头',
  screen: '你的屏幕共享',
  'screen-audio': '你的屏幕声音',
};

const permits: Record<Permit, string> = {
  microphone: '使用麦克风',
  camera: '使用摄像头',
  screen: '共享屏幕',
  chat: '发言',
};

export const moderation: typeof english = {
  moderator: '主持人',
  aModerator: '主持人',
  actionsFor: name => `对 ${name} 的操作`,
  actions: {
    mute: '将其静音',
    ask: '请其静音',
    stopCamera: '关闭其摄像头',
    stopScreen: '停止其屏幕共享',
    'allow-microphone': '允许使用麦克风',
    'allow-camera': '允许使用摄像头',
    'allow-screen': '允许共享屏幕',
    'allow-chat': '允许发送消息',
    'forbid-microphone': '禁止使用麦克风',
    'forbid-camera': '禁止使用摄像头',
    'forbid-screen': '禁止共享屏幕',
    'forbid-chat': '禁止发送消息',
    promote: '设为主持人',
    demote: '取消主持人身份',
    resign: '不再担任主持人',
    remove: '移出房间',
  },
  failed: '操作没有成功，请重试。',
  notPermitted: '你无权这样做。',
  muted: (name, source) => `${name} 已将${yours[source]}静音。`,
  stopped: (name, source) => `${name} 已停止${yours[source]}。`,
  asks: (name, source) =>
    source === 'microphone' ? `${name} 请你静音。` : `${name} 请你停止${yours[source]}。`,
  stop: '停止',
  youModerate: '你现在是主持人。',
  youDoNot: '你不再是主持人。',
  mayAgain: what => `你现在可以${permits[what]}。`,
  mayNot: (what, everybody) =>
    everybody ? `只有主持人可以${permits[what]}` : `你在这里不能${permits[what]}`,
  nobodySeesYou: '这里没有人能看到你',
  locked: '房间已锁定：不再让其他人进入。',
  unlocked: '房间已解锁。',
  closesAt: moment => `此房间将于 ${moment} 关闭。`,
  waits: name => `${name} 正在等候进入。`,
  severalWait: '有多人正在等候进入。',
  lobby: '正在等候进入',
  show: '查看',
  letIn: '允许进入',
  refuse: '拒绝',
  letInName: name => `允许 ${name} 进入`,
  refuseName: name => `拒绝 ${name}`,
  letAllIn: '允许所有人进入',
  peopleWaiting: (count, waiting) => `参会者，${count} 人，${waiting} 人等候`,
  muteAll: '全体静音',
  allMuted: '已将所有人静音。',
  remove: name => `移出 ${name}？`,
  removeMeans: name => `${name} 将离开通话，在此房间开放期间不能再次进入。`,
  removeGuestMeans: name => `${name} 将离开通话。对方没有专属邀请，所以此后加入的人都要等主持人允许。`,
  removeIt: '移出',
};

export const roomSettings: typeof englishRoom = {
  title: '房间',
  comeIn: '谁可以进入',
  locked: '锁定：只有主持人可以进入',
  lobby: '等候室：由主持人允许进入',
  others: '不是主持人的人可以',
  may: {
    microphone: '使用麦克风',
    camera: '使用摄像头',
    screen: '共享屏幕',
    'screen-audio': '共享屏幕声音',
    chat: '在聊天中发言',
  },
  more: '关于此房间',
  name: '标题',
  passcode: '密码',
  newPasscode: '已设置。输入新密码即可更改',
  noPasscode: '取消密码',
  maxPeers: '人数上限',
  notBefore: '开放时间',
  expires: '关闭时间',
  save: '保存',
  saved: '已保存。',
  end: '为所有人结束',
  endAsk: '为所有人结束通话？',
  endMeans: '所有人都会离开房间，包括你自己。',
};
