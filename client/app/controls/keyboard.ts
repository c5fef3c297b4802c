/**
 * Whose key press it is: the page's, or that of the field, button or dialog that has the focus. And which keyboard it is.
 */

/** There the keys are typed, or mean something of their own. */
const keepsKeys =
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], dialog, [role=menu]';
/** The space bar presses or switches these. */
const takesSpace =
  'button, summary, a[role], [role=button], [role=tab], [role=switch], [role=checkbox], input, video[controls]';

export function keepsItsKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(keepsKeys) !== null;
}

export function isPressedBySpace(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(takesSpace) !== null;
}

export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');
