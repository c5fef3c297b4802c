/**
 * The sentences of the chat in Simplified Chinese.
 */
import type { chat as english } from '../en/chat.ts';

export const chat: typeof english = {
  title: '聊天',
  messages: '消息',
  empty: '还没有消息。你写的内容房间里的每个人都能看到，之后加入的人也能看到。',
  you: '你',
  field: '发给所有人的消息',
  send: '发送消息',
  newMessages: '有新消息',
  retry: '重试',
  discard: '放弃',
  problems: {
    tooLong: '消息太长，请缩短后再发。',
    tooFast: '未发送：消息发得太快了。',
    failed: '未发送。',
  },
  news: (name, message) => `${name}：${message}`,
};
