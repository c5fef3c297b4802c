/**
 * The sentences in English of the panels beside the stage.
 */
export const panels = {
  close: 'Close panel',
  settings: 'Settings',
  peopleButton: 'People',
  people: (count: number) => `People (${count})`,
};
