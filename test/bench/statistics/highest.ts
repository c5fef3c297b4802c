/** The highest load that is borne, found in few trials. Knows nothing of loads. */

export interface Search {
  readonly from: number;
  /** From trial to trial, as long as it is borne. */
  readonly factor: number;
  readonly to: number;
  /** So often the gap between what was borne and what was not is halved. */
  readonly halvings: number;
}

/** Undefined when not even the first is borne. What is borne once counts; loads are whole numbers. */
export async function highest(
  { from, factor, to, halvings }: Search,
  isBorne: (load: number) => Promise<boolean>,
): Promise<number | undefined> {
  let borne: number | undefined;
  let refused: number | undefined;
  for (let load = from; load <= to && refused === undefined; load = Math.ceil(load * factor)) {
    if (await isBorne(load)) borne = load;
    else refused = load;
  }
  for (let left = halvings; left > 0 && borne !== undefined && refused !== undefined; left -= 1) {
    const middle = Math.round((borne + refused) / 2);
    if (middle === borne || middle === refused) break;
    if (await isBorne(middle)) borne = middle;
    else refused = middle;
  }
  return borne;
}
