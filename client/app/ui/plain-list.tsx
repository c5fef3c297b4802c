/**
 * A list without bullets, which VoiceOver takes for no list unless it is told.
 */
import type { ComponentChildren } from 'preact';

interface Props {
  class?: string;
  'aria-label'?: string;
  children: ComponentChildren;
}

export function PlainList(props: Props) {
  // biome-ignore lint/a11y/noRedundantRoles: it is told here
  return <ul role="list" {...props} />;
}
