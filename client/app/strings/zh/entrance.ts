/**
 * The sentences before and after a call, in Simplified Chinese.
 */
import type { CaptureProblem } from '../../../sdk/index.ts';
import type { entrance as english, home as englishHome } from '../en/entrance.ts';

const problems = (device: string): Record<CaptureProblem, { what: string; how: string }> => ({
  refused: {
    what: `浏览器不允许此页面使用你的${device}。`,
    how: '请点击地址左侧的图标，或在系统设置中允许使用，然后重试。',
  },
  'in-use': {
    what: `${device}无法启动。`,
    how: '可能正被其他程序或标签页占用：请先将其关闭，然后重试。',
  },
  'none-found': {
    what: `没有找到${device}。`,
    how: '请接上或打开设备，页面会自动识别。',
  },
  insecure: {
    what: `此页面未加密，浏览器不允许它使用${device}。`,
    how: '请用 https:// 开头的地址打开。如有疑问，请联系服务器的管理员。',
  },
  unsupported: {
    what: `此浏览器不支持使用${device}。`,
    how: '请用新版的 Firefox、Chrome、Edge 或 Safari 打开此页面。',
  },
  failed: {
    what: `${device}无法启动。`,
    how: '请重试，或选择其他设备。如果仍然不行，请重新启动浏览器。',
  },
});

export const home: typeof englishHome = {
  heading: '面对面，随时聊',
  promise: '打开一个房间，把链接发给对方。无需安装，无需注册。',
  newMeeting: '发起新会议',
  or: '或',
  explain: '打开同一链接的人都在同一个房间里。',
  room: '房间名称',
  go: '打开房间',
  recent: '最近去过的房间',
  forget: '清除记录',
};

export const entrance: typeof english = {
  name: '你的名字',
  join: '加入',
  listening: '你将不带摄像头和麦克风加入，之后可以随时打开。',
  asking: '浏览器正在询问是否允许此页面使用摄像头和麦克风。',
  askingHow: '选择“允许”，别人才能看到和听到你。',
  onlyListen: '不使用，继续',
  starting: '正在启动摄像头…',
  cameraOff: '你的摄像头已关闭',
  preview: '别人看到的你',
  deviceButtons: '你的摄像头和麦克风',
  tryAgain: '重试',
  canJoin: '没有它们也可以加入：你仍能看到和听到其他人。',
  nobody: '还没有人在这里。',
  present: (names, others) => {
    const list = names.join('、');
    if (others === 0) return `${list} 在这里。`;
    return list ? `${list} 和另外 ${others} 人在这里。` : `有 ${others} 人在这里。`;
  },
  joinAs: name => `你将以 ${name} 的名字加入。`,
  passcode: '密码',
  locked: '房间已锁定：只有主持人可以进入。',
  lobby: '需要主持人允许你进入，可能要稍等片刻。',
  opensAt: moment => `此房间将于 ${moment} 开放。你可以在这里等候。`,
  inLobby: '你正在等候室。主持人允许后，你会立即进入。',
  early: moment => `此房间将于 ${moment} 开放，届时本页会自动加入。`,
  notOpen: '此房间尚未开放。开放后本页会自动加入。',
  turnedAway: {
    busy: '通话人数太多，服务器暂时无法接纳更多人。有空位后本页会自动加入。',
    draining: '服务器即将重启。恢复后本页会自动加入。',
  },
  refusals: {
    'token-required': '进入此房间需要邀请。请向邀请你的人索取专属链接。',
    'token-invalid': '此邀请不适用于此房间，或链接不完整。请向邀请你的人索取新链接。',
    'token-expired': '此邀请已失效。请向邀请你的人索取新链接。',
    removed: '主持人已将你移出此房间。房间开放期间你不能再次进入。',
    refused: '主持人没有让你进入。',
    'room-locked': '房间已锁定：暂时不让其他人进入。',
    'room-full': '房间已满。请等有人离开后再试。',
    'room-expired': '此房间的时间已结束。',
    'passcode-required': '请输入此房间的密码。邀请你的人知道密码。',
    'passcode-wrong': '密码不正确，请检查。',
    'not-permitted': '你不能进入此房间。',
    'rate-limited': '尝试次数过多。请稍等片刻再试。',
  },
  checkDevices: '更改名字或设备',
  problems: {
    microphone: problems('麦克风'),
    camera: problems('摄像头'),
    both: problems('摄像头和麦克风'),
  },
};
