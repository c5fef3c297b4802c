/**
 * Reads the tables of PROTOCOL.md: which methods there are, and what is said of each of their parameters. Knows the document's
 * form, and neither a server nor a schema.
 */
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../../PROTOCOL.md', import.meta.url), 'utf8');

export interface Field {
  name: string;
  required: boolean;
  type: Type;
}

export type Type =
  | { kind: 'string'; maxLength?: number; pattern?: RegExp }
  | { kind: 'integer' | 'number'; minimum?: number; maximum?: number }
  | { kind: 'boolean' | 'null' }
  | { kind: 'word'; words: string[] }
  | { kind: 'array'; of: Type; minItems?: number; maxItems?: number }
  | { kind: 'map'; maxEntries?: number }
  | { kind: 'object'; fields: Field[] }
  | { kind: 'either'; of: Type[] };

export interface Method {
  name: string;
  beforeJoining: boolean;
  /** Undefined: nobody is asked for one. */
  permission: string | undefined;
  cost: number;
  errors: string[];
  params: Field[];
}

/** Every method that the document has. */
export function methods(): Method[] {
  return rowsAfter('### Methods').map(([method = '', allowed, permission = '', cost, errors = '']) => {
    const name = quoted(method)[0] ?? '';
    return {
      name,
      beforeJoining: allowed !== 'after joining',
      permission: quoted(permission)[0],
      cost: Number(cost),
      errors: quoted(errors),
      params: fields(rowsAfter(`### ${name}\n`)),
    };
  });
}

/** Code and word of every error, or of every close reason. */
export function errorCodes(): Map<string, number> {
  return new Map(
    rowsAfter('## Errors\n').map(([code = '', reason = '']) => [bare(reason), Number(bare(code))]),
  );
}

export function closeCodes(): Map<string, number> {
  const rows = rowsAfter('<!-- generated: close reasons -->');
  return new Map(rows.map(([code = '', reason = '']) => [bare(reason), Number(code)]));
}

/** The cells of the first table after `heading`, without its head; none when a sentence stands in its place. */
function rowsAfter(heading: string): string[][] {
  const start = text.indexOf(heading);
  if (start < 0) throw new Error(`PROTOCOL.md has no "${heading}"`);
  const section = text.slice(start + heading.length).split(/\n\*\*Result\*\*|\n#{2,3} /)[0] ?? '';
  const table = /(^\|.*\n)+/m.exec(section)?.[0] ?? '';
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map(line =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim().replaceAll('\\|', '|')),
    );
}

/** Puts the dotted paths of a table together again. */
function fields(rows: string[][], prefix = ''): Field[] {
  return rows
    .map(([path = '', type = '', required, bounds = '']) => ({ path: bare(path), type, required, bounds }))
    .filter(({ path }) => path.startsWith(prefix) && !/[.[]/.test(path.slice(prefix.length)))
    .map(({ path, type, required, bounds }) => {
      const nested = (suffix: string) => fields(rows, `${path}${suffix}`);
      return {
        name: path.slice(prefix.length),
        required: required === 'yes',
        type: typeOf(type, bounds, nested),
      };
    });
}

type Nested = (suffix: string) => Field[];

function typeOf(type: string, bounds: string, nested: Nested): Type {
  if (type.startsWith('map to '))
    return { kind: 'map', ...present({ maxEntries: span(bounds, 'entries')[1] }) };
  const choices = type.split(' or ');
  if (choices.length > 1)
    return { kind: 'either', of: choices.map(choice => typeOf(choice, bounds, nested)) };
  if (type.startsWith('array of ')) return arrayOf(type.slice('array of '.length), bounds, nested);
  const link = /^\[(.+)\]\(#.+\)$/.exec(type)?.[1];
  if (link) return named(link);
  if (type.startsWith('`"')) return { kind: 'word', words: quoted(type).map(word => word.slice(1, -1)) };
  switch (type) {
    case 'object':
      return { kind: 'object', fields: nested('.') };
    case 'string':
      return textOf(bounds);
    case 'integer':
    case 'number': {
      const [minimum, maximum] = span(bounds, '');
      return { kind: type, ...present({ minimum, maximum }) };
    }
    case 'boolean':
    case 'null':
      return { kind: type };
    default:
      throw new Error(`PROTOCOL.md has an unknown type: ${type}`);
  }
}

function arrayOf(item: string, bounds: string, nested: Nested): Type {
  const [minItems, maxItems] = span(bounds, 'entries');
  const of = typeOf(item, bounds.split('each ')[1] ?? '', suffix => nested(`[]${suffix}`));
  return { kind: 'array', of, ...present({ minItems, maxItems }) };
}

/** A structure has a section of its own, a value a line in the table of values. */
function named(name: string): Type {
  if (text.includes(`### ${name}\n`)) return { kind: 'object', fields: fields(rowsAfter(`### ${name}\n`)) };
  const row = rowsAfter('### Values').find(([cell]) => cell === `<a id="${name.toLowerCase()}"></a>${name}`);
  if (!row) throw new Error(`PROTOCOL.md does not explain ${name}`);
  return typeOf(row[1] ?? '', row[2] ?? '', () => []);
}

function textOf(bounds: string): Type {
  const pattern = /matches `(.+)`/.exec(bounds)?.[1];
  const maxLength = span(bounds, 'characters')[1];
  return {
    kind: 'string',
    ...present({ maxLength, pattern: pattern === undefined ? undefined : new RegExp(pattern, 'u') }),
  };
}

/** The numbers of "1 to 64 characters", "at most 16 entries" or, without a unit, "0 to 127". */
function span(bounds: string, unit: string): [number | undefined, number | undefined] {
  const number = '(-?[\\d,]+)';
  const end = unit === '' ? '$' : ` ${unit}`;
  for (const part of bounds.split('; ')) {
    const both = new RegExp(`^${number} to ${number}${end}`).exec(part);
    if (both) return [value(both[1]), value(both[2])];
    const most = new RegExp(`^at most ${number}${end}`).exec(part);
    if (most) return [undefined, value(most[1])];
    const least = new RegExp(`^at least ${number}${end}`).exec(part);
    if (least) return [value(least[1]), undefined];
  }
  return [undefined, undefined];
}

function value(digits: string | undefined): number {
  return Number(digits?.replaceAll(',', ''));
}

function bare(cell: string): string {
  return cell.replaceAll('`', '');
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
}

function present<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
