/**
 * The sentences in Simplified Chinese that no feature of the page has to itself.
 */
import type { CaptureProblem, EndReason } from '../../../sdk/index.ts';
import type { common as english } from '../en/common.ts';

const capture = (device: string): Record<CaptureProblem, string> => ({
  insecure: `无法使用${device}，因为此页面未加密：请用 https 打开。`,
  refused: `浏览器不允许使用${device}：请在地址栏旁的权限设置中允许。`,
  'none-found': `没有找到${device}。`,
  'in-use': `${device}无法启动：可能正被其他程序占用。`,
  unsupported: `此浏览器不支持使用${device}。`,
  failed: `${device}无法启动。`,
});

const bothDevices = capture('摄像头和麦克风');

const ends: Record<EndReason, string> = {
  left: '你已离开房间。',
  timeout: '连接太久没有响应。',
  'media-lost': '此房间的媒体服务器出现故障。你可以立即重新加入。',
  'slow-client': '你的网络太慢，跟不上这个房间。',
  'protocol-error': '此页面与服务器之间的通信出错。请刷新页面后重新加入。',
  shutdown: '服务器正在关闭，请稍后再试。',
  unreachable: '无法连接服务器。请检查网络后再试。',
  lost: '与服务器的连接已断开。',
  'frame-too-long': '此页面发送的内容超出了服务器的限制。',
  'unsupported-browser': '此浏览器无法通话：不支持 WebRTC，或已将其关闭。',
  ended: '服务器结束了通话。',
  kicked: '主持人已将你移出房间。',
  replaced: '你已从其他地方加入此房间。',
  'room-closed': '房间已为所有人关闭。',
  resumed: '此通话已在其他地方继续。',
};

export const common: typeof english = {
  title: 'Plenum',
  joining: '正在加入…',
  cancel: '取消',
  end: { again: '重新加入', back: '回到这里', otherRoom: '打开其他房间', reasons: ends },
  refused: '服务器没有让你加入：',
  controls: '通话控制',
  muteMicrophone: '静音',
  unmuteMicrophone: '取消静音',
  stopCamera: '关闭摄像头',
  startCamera: '打开摄像头',
  shareScreen: '共享屏幕',
  stopSharing: '停止共享',
  leave: '离开',
  hear: '点击收听其他人的声音',
  participants: '参会者',
  screens: '共享的屏幕',
  you: name => `${name}（你）`,
  screenOf: name => `${name}的屏幕`,
  youShare: '你正在共享屏幕。',
  microphoneOff: '已静音',
  speaking: '正在说话',
  cameraOff: '摄像头已关闭',
  waiting: '正在等待画面…',
  alone: '这里还没有其他人。把本页地址发给他们吧。',
  someone: '某人',
  joined: name => `${name} 加入了。`,
  left: name => `${name} 离开了。`,
  sharing: name => `${name} 正在共享屏幕。`,
  interrupted: '声音和画面中断：正在寻找连接服务器的新路径…',
  reconnecting: '连接已断开，正在重新连接… 声音和画面不受影响，你的操作会在恢复后发送。',
  allInterrupted: '无法连接服务器：你的网络中断或已更换，或者服务器正在重新启动。正在寻找新路径…',
  restart: {
    soon: time => `此服务器将在 ${time} 后重启，通话稍后会自动继续。`,
    now: '此服务器正在重启，通话稍后会自动继续。',
    later: '所有通话结束后，此服务器将重启。在此之前，其他人无法加入。',
  },
  publishFailed: {
    microphone: '你的麦克风声音无法发送。',
    camera: '你的摄像头画面无法发送。',
    screen: '你的屏幕画面无法发送。',
    'screen-audio': '你的屏幕声音无法发送。',
  },
  capture: {
    microphone: capture('麦克风'),
    camera: capture('摄像头'),
    both: problem => `${bothDevices[problem]}你仍然可以看到和听到其他人。`,
    screen: { ...capture('屏幕'), refused: '没有共享屏幕：已取消。' },
  },
  deviceEnded: {
    microphone: '麦克风已停止：它被拔出，或被浏览器收回。',
    camera: '摄像头已停止：它被拔出，或被浏览器收回。',
  },
  dismiss: '关闭提示',
};
