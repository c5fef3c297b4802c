/** What `--help` says, made from the tables of options. Pure. */
import type { Option } from './option.ts';
import { optionGroups } from './run-options.ts';

const column = 26;

export function usage(): string {
  const groups = Object.entries(optionGroups).map(
    ([title, options]) => `${title}:\n${Object.entries<Option>(options).map(lineOf).join('\n')}`,
  );
  return [
    'npm run load -- [OPTIONS]',
    ...groups,
    'Exit codes: 0 all was kept; 1 something was not; 2 wrong options, or it could not begin; 3 the run is invalid: the tool itself was the limit.',
  ].join('\n\n');
}

function lineOf([name, { value, fallback, meaning }]: [string, Option]): string {
  const head = `  --${value === '' && fallback === true ? '[no-]' : ''}${name}${value && ` ${value}`}`;
  const isTold = fallback !== undefined && fallback !== false && !Array.isArray(fallback);
  const told = isTold ? `; default ${fallback === true ? 'yes' : fallback}` : '';
  const gap = head.length < column ? ' '.repeat(column - head.length) : `\n${' '.repeat(column)}`;
  return `${head}${gap} ${meaning}${told}`;
}
