/**
 * What is said of the way to the server where there is none, in Simplified Chinese.
 */
import type { network as english } from '../en/network.ts';

export const network: typeof english = {
  check: '检查网络连接',
  newTab: '在新标签页中打开，通话不会中断。',
  connecting: '正在为声音和画面寻找连接服务器的路径…',
  noWay: '目前还没有找到：你所在的网络可能不允许通话。',
  gone: '所用时间比平时长。',
  awaits: {
    server: '服务器正在重新启动。请不要关闭此页面，你会自动回到通话。',
    lobby: '你离开的时间过长，正在等待主持人让你重新进入…',
  },
  begunAnew: '通话曾中断并已重新开始，你已回到通话中。',
  rejoined: '你离开的时间过长，原来的位置没有保留。你已回到通话中。',
  back: '声音和画面已恢复。',
  offline: '此设备目前没有网络。网络恢复后会自动继续。',
  outOfReach: '从这里无法连接服务器。如果其他网站也打不开，是你的网络有问题；否则请告知服务器的管理员。',
  noAnswer: '服务器目前没有响应。你仍然可以尝试加入。',
};
