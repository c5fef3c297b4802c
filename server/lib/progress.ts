/**
 * Condenses a program's progress to a few lines, so that neither a terminal nor a log file is flooded.
 */

/**
 * A function that is told how far each kind of work is (0 to 1) and returns the percentage to print each time that kind
 * has passed another multiple of `step`, else undefined.
 */
export function percentSteps(step: number): (kind: string, fraction: number) => number | undefined {
  const printed = new Map<string, number>();
  return (kind, fraction) => {
    const percent = Math.floor((fraction * 100) / step) * step;
    if (percent <= (printed.get(kind) ?? 0)) return undefined;
    printed.set(kind, percent);
    return percent;
  };
}
