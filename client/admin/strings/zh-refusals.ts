/** Why somebody was not let in, in Simplified Chinese. What no join is answered with is not here. */
import type { ErrorReason } from '#protocol/words.ts';

export const refusals: Partial<Record<ErrorReason, string>> = {
  'internal-error': '服务器出错。',
  'rate-limited': '请求过多。',
  unavailable: '媒体服务器暂时不可用。',
  'not-permitted': '不被允许。',
  'token-required': '此服务器只让持有令牌的人进入。',
  'token-invalid': '令牌无效。',
  'token-expired': '令牌已过期。',
  removed: '已被移出此房间。',
  'room-not-open': '房间未开放，且对方无权打开。',
  'room-locked': '房间已锁定。',
  'room-full': '房间已满。',
  'room-expired': '房间的时间已过。',
  'too-early': '房间稍后才开放。',
  'passcode-required': '房间设有密码。',
  'passcode-wrong': '密码错误。',
  refused: '主持人没有让其进入。',
  busy: '服务器已满负荷。',
  draining: '服务器即将重启。',
};
