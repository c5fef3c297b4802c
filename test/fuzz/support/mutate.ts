/**
 * Spoils a value: replaces places of it by others that fit its schema (these reach the engine) and by what fits none (these
 * must not).
 */
import type { Random } from './random.ts';
import { generate, type KnownIds, type Place, places, type Schema } from './schema.ts';

const absent = Symbol('absent');

/** A copy of `value` with one to four places changed, each to something that still fits the schema there. */
export function vary(schema: Schema, value: unknown, random: Random, known: KnownIds): unknown {
  let varied = value;
  for (let count = random.pick([1, 1, 2, 4]); count > 0; count--) {
    const inside = places(schema, varied).slice(1);
    if (inside.length === 0) break;
    const place = random.pick(inside);
    varied = changed(varied, place.path, otherAt(place, varied, random, known));
  }
  return varied;
}

function otherAt({ path, schema }: Place, whole: unknown, random: Random, known: KnownIds): unknown {
  const name = String(path.at(-1));
  const there = at(whole, path);
  if (random.chance(0.1)) return absent; // which the schema may or may not allow
  if (Array.isArray(there) && there.length > 0 && random.chance(0.5)) {
    const again = random.pick(there);
    return random.pick([[...there, again], [again, ...there], there.slice(1), [...there].reverse()]);
  }
  // What stands elsewhere under the same name: two SSRCs, payload types or ids that are equal.
  const twins = places(schema, there).length === 1 ? valuesNamed(name, whole) : [];
  if (twins.length > 1 && random.chance(0.4)) return random.pick(twins);
  return generate(schema, random, known, name);
}

function valuesNamed(name: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    ...(key === name ? [each] : []),
    ...valuesNamed(name, each),
  ]);
}

/** A copy of `value` with one place changed to something that hardly fits. */
export function spoil(schema: Schema, value: unknown, random: Random): unknown {
  const place = random.pick(places(schema, value));
  return changed(value, place.path, nonsense(place.schema, at(value, place.path), random));
}

function nonsense(
  { minimum = 0, maximum = 2 ** 32, maxLength = 64, maxItems = 16 }: Schema,
  there: unknown,
  random: Random,
): unknown {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { deep: [deep(levels - 1)] });
  return random.pick<() => unknown>([
    () => absent,
    () => null,
    () => '',
    () => 'x'.repeat(maxLength + 1),
    () => '\u202etext\u0000\ud800',
    () => minimum - 1,
    () => maximum + 1,
    () => 1.5,
    () => -0,
    () => 1e308,
    () => [],
    () => Array.from({ length: Math.min(maxItems, 600) + 1 }, () => there),
    () => ({}),
    () => deep(40),
    () => true,
    () => String(there),
    () => [there],
    () => ({ ...(typeof there === 'object' ? there : {}), unknownMember: 1 }),
    () => JSON.parse(`{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}`),
    () =>
      Object.assign(JSON.parse('{"__proto__":{"role":"server"}}'), typeof there === 'object' ? there : {}),
  ])();
}

function at(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null
        ? Object.getOwnPropertyDescriptor(part, key)?.value
        : undefined,
    value,
  );
}

/** A copy of `value` with another value at `path`. */
function changed(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    const copy = value.map((item, index) => (index === key ? changed(item, rest, to) : item));
    return copy.filter(item => item !== absent);
  }
  const entries = new Map<string, unknown>(Object.entries(value ?? {}));
  const next = changed(entries.get(String(key)), rest, to);
  if (next === absent) entries.delete(String(key));
  else entries.set(String(key), next);
  return Object.fromEntries(entries);
}
