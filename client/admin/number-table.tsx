/** A table of what was measured; what is not known has a sign. */
import { words } from './strings/index.ts';

interface Props {
  title: string;
  columns: readonly string[];
  /** One cell for each column; the first names the row. */
  rows: readonly (readonly (string | undefined)[])[];
}

export function NumberTable({ title, columns, rows }: Props) {
  const { nothing, unknown } = words.value.media;
  if (rows.length === 0) {
    return (
      <p class="quiet">
        {title}: {nothing}
      </p>
    );
  }
  return (
    // On a narrow screen it is moved to the side, by the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached
    <section class="numbers" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={columns[0]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[index]}>{cell || unknown}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
