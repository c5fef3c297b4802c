/** Time that a fault lasts, or that passes before it strikes: never to wait for something to have happened. */
export function pass(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
