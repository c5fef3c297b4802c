/**
 * Makes everything wrong that can be wrong with a method's parameters: from valid ones and what PROTOCOL.md says of each field.
 */
import type { Field, Type } from './document.ts';

export interface BadParams {
  what: string;
  params: unknown;
  /** The path of the field that the answer must name. */
  field: string;
}

/** Every way of spoiling one thing in `valid`. Fields that `valid` lacks are spoilt by being given. */
export function badParams(fields: Field[], valid: unknown): BadParams[] {
  return spoilt({ kind: 'object', fields }, valid, []).map(({ what, path, value }) => ({
    what: `${path.join('.') || 'params'} ${what}`,
    params: changed(valid, path, value),
    field: path.join('.'),
  }));
}

type Path = (string | number)[];
interface Spoilt {
  what: string;
  path: Path;
  /** What stands there instead; `absent` when nothing does. */
  value: unknown;
}

const absent = Symbol('absent');

function spoilt(type: Type, valid: unknown, path: Path): Spoilt[] {
  return [...ofWrongType(type, path), ...outOfBounds(type, valid, path), ...insideOf(type, valid, path)];
}

function ofWrongType(type: Type, path: Path): Spoilt[] {
  if (path.length === 0) return [];
  const kinds = type.kind === 'either' ? type.of.map(choice => choice.kind) : [type.kind];
  const wrong = kinds.includes('object') || kinds.includes('map') ? 'text' : { not: 'expected' };
  const list = kinds.includes('array') ? [] : [{ what: 'as an array', path, value: [] }];
  const none = kinds.includes('null') ? [] : [{ what: 'as null', path, value: null }];
  return [{ what: `as ${typeof wrong}`, path, value: wrong }, ...list, ...none];
}

function outOfBounds(type: Type, valid: unknown, path: Path): Spoilt[] {
  const as = (what: string, value: unknown): Spoilt[] => [{ what, path, value }];
  switch (type.kind) {
    case 'word':
      return as('as an unknown word', 'no-such-word');
    case 'string':
      return [
        ...(type.maxLength === undefined ? [] : as('too long', 'x'.repeat(type.maxLength + 1))),
        ...(type.pattern?.test('\u0007') === false ? as('of another pattern', '\u0007') : []),
      ];
    case 'integer':
    case 'number':
      return [
        ...(type.minimum === undefined ? [] : as('too small', type.minimum - 1)),
        ...(type.maximum === undefined ? [] : as('too large', type.maximum + 1)),
        ...(type.kind === 'integer' ? as('as a fraction', 1.5) : []),
      ];
    case 'array':
      return [
        ...(type.minItems ? as('with too few entries', []) : []),
        ...(type.maxItems === undefined ? [] : as('with too many entries', tooMany(valid, type.maxItems))),
      ];
    case 'map': {
      const many = Array.from({ length: (type.maxEntries ?? 0) + 1 }, (_, index) => [`key${index}`, index]);
      return [
        ...as('with too many entries', Object.fromEntries(many)),
        { what: 'as a flag', path: [...path, 'key'], value: true },
      ];
    }
    default:
      return [];
  }
}

function tooMany(valid: unknown, maxItems: number): unknown[] {
  const [first = 'x'] = Array.isArray(valid) ? valid : [];
  return Array.from({ length: maxItems + 1 }, () => first);
}

function insideOf(type: Type, valid: unknown, path: Path): Spoilt[] {
  if (type.kind === 'either') {
    const choice = type.of.find(each => fits(each, valid));
    return choice ? [...outOfBounds(choice, valid, path), ...insideOf(choice, valid, path)] : [];
  }
  if (type.kind === 'array')
    return Array.isArray(valid) && valid.length > 0 ? spoilt(type.of, valid[0], [...path, 0]) : [];
  if (type.kind !== 'object' || typeof valid !== 'object' || valid === null) return [];
  const given = new Map<string, unknown>(Object.entries(valid));
  return [
    { what: 'that nobody knows', path: [...path, 'noSuchField'], value: 1 },
    ...type.fields.flatMap(field => [
      ...(field.required ? [{ what: 'missing', path: [...path, field.name], value: absent }] : []),
      ...spoilt(field.type, given.get(field.name), [...path, field.name]),
    ]),
  ];
}

function fits(type: Type, value: unknown): boolean {
  switch (type.kind) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'string':
    case 'boolean':
      return typeof value === type.kind;
    case 'integer':
    case 'number':
      return typeof value === 'number';
    case 'word':
      return typeof value === 'string' && type.words.includes(value);
    default:
      return false;
  }
}

/** A copy of `value` with one thing changed. */
function changed(value: unknown, path: Path, to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.map((entry, index) => (index === key ? changed(entry, rest, to) : entry));
  const entries = new Map<string, unknown>(Object.entries(value ?? {}));
  const next = changed(entries.get(String(key)), rest, to);
  if (next === absent) entries.delete(String(key));
  else entries.set(String(key), next);
  return Object.fromEntries(entries);
}
