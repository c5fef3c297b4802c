/**
 * 本页面嵌入其他网页时使用。`host` 是外层网页的地址。
 */
export const embedded = {
  asks: {
    microphone: (host: string) => `${host} 请您打开麦克风。`,
    camera: (host: string) => `${host} 请您打开摄像头。`,
    both: (host: string) => `${host} 请您打开麦克风和摄像头。`,
  },
  asksForScreen: (host: string) => `${host} 请您共享屏幕。`,
  switchOn: '打开',
  thatPage: '当前网页',
  alone: '还没有其他人加入。',
  notJoined: '此人不在通话中。',
  alreadyJoined: '此人已在通话中，或正在加入。',
  nameMissing: '加入前需要填写名字。',
  asked: '已询问此人，由其决定。',
};
