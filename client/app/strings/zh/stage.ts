/**
 * The sentences of the stage in Simplified Chinese.
 */
import type { stage as english } from '../en/stage.ts';

export const stage: typeof english = {
  views: '视图',
  gridView: '宫格显示所有人',
  speakerView: '放大显示发言者',
  pages: '分页',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  previousPage: '上一页',
  nextPage: '下一页',
  speaks: name => `${name} 正在发言`,
  fullScreen: '全屏',
  leaveFullScreen: '退出全屏',
  showSelf: '显示自己的画面',
  tools: name => `${name} 的画面`,
  screenTools: name => `${name} 的屏幕`,
  pin: name => `固定 ${name}`,
  unpin: name => `取消固定 ${name}`,
  pinned: '已固定',
  tileFullScreen: name => `${name}：全屏`,
  pictureInPicture: name => `${name}：画中画`,
  leavePictureInPicture: name => `${name}：返回页面`,
  outside: '正在画中画窗口中显示',
  hideSelf: '隐藏自己的画面',
  floatSelf: '让自己的画面悬浮',
  dockSelf: '把自己的画面放回众人之中',
  moveSelf: '把自己的画面移到下一个角落',
  hidden: '已对自己隐藏',
};
