/** What axe-core finds wrong with a page as it is at this moment. */
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

declare global {
  /** In the page, from its own source. */
  var axe: typeof import('axe-core');
}

/** Fails with every violation, whatever its impact. `state` names the moment. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ html }) => html.slice(0, 200)),
    }));
  });
  expect({ state, violations }).toEqual({ state, violations: [] });
}
