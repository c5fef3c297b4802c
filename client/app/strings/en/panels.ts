/**
 * The sentences of the panels beside the stage, and of the list of people.
 */
export const panels = {
  close: 'Close panel',
  closeList: 'Close list',
  settings: 'Settings',
  peopleButton: 'People',
  people: (count: number) => `People (${count})`,
  link: 'Address of this room',
  copyLink: 'Copy link',
  copied: 'Copied',
  notCopied: 'The link could not be copied: copy the address of this page instead.',
  handPlace: (place: number) =>
    place === 1 ? 'hand raised, first in line' : `hand raised, number ${place} in line`,
  sharing: 'shares a screen',
};
