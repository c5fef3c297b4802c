/**
 * What an option of the command is, and how a table of them is read from the arguments. Knows none of them, and no environment.
 */
import { parseArgs } from 'node:util';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { editDistance } from '../../../server/lib/edit-distance.ts';

export interface Option<Schema extends TSchema = TSchema, Fallback = unknown> {
  readonly schema: Schema;
  readonly fallback: Fallback;
  /** What stands for the value in the usage: `N`, `SECONDS`. Empty: a flag, which `--no-…` denies. */
  readonly value: string;
  /** With its unit, without its default. */
  readonly meaning: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Never shown. */
  readonly secret?: true;
}

export type Options = Readonly<Record<string, Option>>;

export type OptionValues<Table extends Options> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Schema, infer Fallback>
    ? Static<Schema> | Fallback
    : never;
};

export interface ReadOptions<Table extends Options> {
  readonly values: OptionValues<Table>;
  /** What is no option, such as names of files. */
  readonly positionals: readonly string[];
  /** Every mistake, a sentence each; where there is one, the values are of no use. */
  readonly mistakes: readonly string[];
}

export function readOptions<Table extends Options>(
  table: Table,
  args: readonly string[],
): ReadOptions<Table> {
  const names = Object.keys(table);
  const given = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(table).map(([name, option]) => [name, shapeOf(option)])),
    allowNegative: true,
    allowPositionals: true,
    strict: false, // or it would tell one mistake only
  });
  const mistakes = Object.keys(given.values)
    .filter(name => !names.includes(name))
    .map(name => unknownOption(name, names));
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const text = given.values[name];
    values[name] = text === undefined ? option.fallback : typedValue(option, text);
    if (text !== undefined && !Value.Check(option.schema, values[name]))
      mistakes.push(`--${name} must be ${describe(option)}${shown(option, text)}.`);
  }
  return { values: values as OptionValues<Table>, positionals: given.positionals, mistakes };
}

function shapeOf({ value, multiple = false }: Option) {
  return { type: value === '' ? ('boolean' as const) : ('string' as const), multiple };
}

/** Of JSON Schema, what options are made with. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** Texts become numbers where the schema wants them; what cannot stays, and does not fit. */
function typedValue({ schema }: Option, given: unknown): unknown {
  const { type } = schema as Shape;
  const isNumber = type === 'integer' || type === 'number';
  return isNumber && typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
}

function unknownOption(name: string, names: readonly string[]): string {
  const near = names.find(known => editDistance(known, name) <= 2);
  return near === undefined
    ? `There is no option --${name}.`
    : `There is no option --${name}; did you mean --${near}?`;
}

function describe({ schema, value }: Option): string {
  const { type, enum: words, minimum = 0, maximum, description = 'a text' } = schema as Shape;
  if (value === '') return 'given without a value';
  if (words) return `one of ${words.join(', ')}`;
  if (type !== 'integer' && type !== 'number') return description;
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  return maximum === undefined ? `${kind}, ${minimum} or more` : `${kind} from ${minimum} to ${maximum}`;
}

function shown({ secret }: Option, given: unknown): string {
  const text = Array.isArray(given) ? given.join(' ') : given;
  if (secret || typeof text !== 'string') return '';
  return `, not "${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}
