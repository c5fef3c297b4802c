/** The heading of a room or a person. */
import { useFocus } from '../app/ui/use-focus.ts';

/** Has the focus when what it heads was chosen. */
export function Heading({ children }: { children: string }) {
  const ref = useFocus<HTMLHeadingElement>();
  return (
    <h2 ref={ref} tabIndex={-1} class="heading">
      {children}
    </h2>
  );
}
