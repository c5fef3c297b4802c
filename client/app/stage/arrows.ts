/**
 * The arrow keys move from the tools of one tile to those of the tile that lies in that direction.
 */

const directions: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function focusBeside(event: KeyboardEvent): void {
  const direction = directions[event.key];
  const tool = event.target;
  if (!direction || event.defaultPrevented || !(tool instanceof HTMLElement)) return;
  const tile = tool.closest('[data-key]');
  if (!tile) return;
  event.preventDefault();
  const tiles = [...(event.currentTarget as HTMLElement).querySelectorAll('[data-key]')];
  const beside = nearest(tile, tiles, direction);
  const index = toolsOf(tile).indexOf(tool);
  const tools = beside ? toolsOf(beside) : [];
  (tools[index] ?? tools[0])?.focus();
}

function toolsOf(tile: Element): HTMLElement[] {
  return [...tile.querySelectorAll<HTMLElement>('.tools button')];
}

function nearest(from: Element, tiles: Element[], { x, y }: { x: number; y: number }): Element | undefined {
  const start = middle(from);
  let best: { tile: Element; distance: number } | undefined;
  for (const tile of tiles) {
    const { left, top } = middle(tile);
    const ahead = (left - start.left) * x + (top - start.top) * y;
    const aside = Math.abs((left - start.left) * y) + Math.abs((top - start.top) * x);
    const distance = ahead + 3 * aside;
    if (tile !== from && ahead > 1 && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { tile, distance };
  }
  return best?.tile;
}

function middle(element: Element): { left: number; top: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left: left + width / 2, top: top + height / 2 };
}
