/**
 * The sentences of the bar, its menus and keys, of hands and of reactions in Simplified Chinese.
 */
import type { controlBar as english } from '../en/control-bar.ts';

const reactionNames: (typeof english)['reactionNames'] = {
  'thumbs-up': '点赞',
  applause: '鼓掌',
  heart: '爱心',
  laugh: '大笑',
  surprise: '惊讶',
  celebrate: '庆祝',
};

function listed(names: readonly string[]): string {
  const [first = '', second, ...more] = names;
  if (second === undefined) return first;
  return more.length === 0 ? `${first}和${second}` : `${first}等 ${names.length} 人`;
}

export const controlBar: typeof english = {
  chat: '聊天',
  chatUnread: count => `聊天，${count} 条未读`,
  people: count => `参会者，${count} 人`,
  raiseHand: '举手',
  lowerHand: '放下手',
  reactions: '表情回应',
  reactionNames,
  more: '更多',
  shortcuts: '键盘快捷键',
  singleKeys: '启用单键快捷键。如果容易误按，或使用语音控制，请关闭。',
  commands: {
    microphone: '静音或取消静音',
    talk: '静音时按住说话',
    camera: '打开或关闭摄像头',
    screen: '共享屏幕或停止共享',
    hand: '举手或放下手',
    reactions: '选择表情回应',
    chat: '打开或关闭聊天',
    people: '打开或关闭参会者列表',
    settings: '打开或关闭设置',
    room: '打开或关闭房间设置（主持人）',
    layout: '切换宫格与发言者视图',
    fullScreen: '进入或退出全屏',
    pages: '翻页查看参会者',
    shortcuts: '显示此列表',
  },
  keyNames: { Space: '空格键' },
  raised: name => `${name} 举手了。`,
  lowered: name => `${name} 放下了手。`,
  youRaised: '你已举手。',
  youLowered: '你已放下手。',
  handStillRaised: '你的手还举着。',
  lower: '放下手',
  reacted: (names, reaction) => `${listed(names)}：${reactionNames[reaction]}。`,
  reactionRefused: '表情回应未发送：发得太快了。',
  talking: '按住空格键期间，其他人能听到你',
  mutedSpeech: (key, holdSpace) =>
    `你已静音，其他人听不到你。按 ${key} 取消静音${holdSpace ? '，或按住空格键说话' : ''}。`,
  mute: '静音',
  unmute: '取消静音',
};
