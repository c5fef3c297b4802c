/**
 * Values that fit a schema of the method table, with a liking for its bounds. Reads the schemas as the JSON Schema that they
 * are, so that a new field is fuzzed without a change here; a new string pattern must be taught.
 */
import type { Random } from './random.ts';

export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  maxProperties?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  anyOf?: Schema[];
  enum?: string[];
  const?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Ids that mean something to the server at the moment. */
export interface KnownIds {
  producerIds: string[];
  ids: string[];
  tokens: string[];
}

const few = 4;

export function generate(schema: Schema, random: Random, known: KnownIds, name = ''): unknown {
  const inner = (each: Schema, of = name) => generate(each, random, known, of);
  if (schema.anyOf) return inner(random.pick(schema.anyOf));
  if (schema.enum) return random.pick(schema.enum);
  if ('const' in schema) return schema.const;
  switch (schema.type) {
    case 'object':
      return schema.patternProperties ? record(schema, random, inner) : object(schema, random, inner);
    case 'array':
      return array(schema, random, inner);
    case 'string':
      return text(schema, random, known, name);
    case 'integer':
    case 'number':
      return number(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    default:
      throw new Error(`no generator for ${JSON.stringify(schema)}`);
  }
}

type Inner = (schema: Schema, name?: string) => unknown;

function object({ properties = {}, required = [] }: Schema, random: Random, inner: Inner): object {
  const entries = Object.entries(properties)
    .filter(([key]) => required.includes(key) || random.chance(0.5))
    .map(([key, schema]) => [key, inner(schema, key)]);
  return Object.fromEntries(entries);
}

/** Keys that mean something to codecs, and some that mean something to JavaScript. */
const keys = [
  'apt',
  'profile-id',
  'profile-level-id',
  'packetization-mode',
  'level-asymmetry-allowed',
  'useinbandfec',
  'usedtx',
  'minptime',
  'channel_mapping',
  'num_streams',
  'coupled_streams',
  'x-google-start-bitrate',
  'tier',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'k'.repeat(40),
];

function record({ patternProperties = {}, maxProperties = 0 }: Schema, random: Random, inner: Inner): object {
  const [schema] = Object.values(patternProperties);
  if (!schema) throw new Error('a record without a schema for its values');
  const count = random.chance(0.05) ? maxProperties : random.integer(0, few);
  const entries = Array.from({ length: count }, (_, index) => {
    const key = count > few ? `key${index}` : random.pick(keys);
    return [key, inner(schema, key)];
  });
  return Object.fromEntries(entries);
}

function array(
  { items = {}, minItems = 0, maxItems = few }: Schema,
  random: Random,
  inner: Inner,
): unknown[] {
  const count = random.chance(0.02)
    ? maxItems
    : random.integer(minItems, Math.max(minItems, Math.min(few, maxItems)));
  const made = Array.from({ length: Math.min(count, 128) }, () => inner(items));
  // The same entry twice is what lists of ids must be able to bear.
  return made.length > 1 && random.chance(0.2) ? made.map(() => made[0]) : made;
}

function number({ type, minimum = -(2 ** 53), maximum = 2 ** 53 }: Schema, random: Random): number {
  if (random.chance(0.4)) return random.pick([minimum, maximum, Math.min(maximum, minimum + 1), maximum - 1]);
  if (random.chance(0.3))
    return Math.min(maximum, Math.max(minimum, random.pick([0, 1, 2, 96, 97, 111, 127, 128, 255])));
  const drawn = minimum + random.next() * (maximum - minimum);
  return type === 'integer' ? Math.floor(drawn) : drawn;
}

const mimeTypes = [
  'audio/opus',
  'audio/multiopus',
  'audio/PCMU',
  'audio/G722',
  'audio/telephone-event',
  'audio/CN',
  'audio/red',
  'audio/OPUS',
  'audio/rtx',
  'video/VP8',
  'video/vp8',
  'video/VP9',
  'video/H264',
  'video/H264-SVC',
  'video/H265',
  'video/AV1',
  'video/rtx',
  'video/RTX',
  'video/ulpfec',
  'video/flexfec',
  'video/flexfec-03',
  'video/red',
  'video/opus',
  'audio/VP8',
];
const words = [
  '',
  'nack',
  'pli',
  'ccm',
  'fir',
  'goog-remb',
  'transport-cc',
  '42e01f',
  '640c34',
  'zzzzzz',
  '96',
  '-1',
  '1e999',
  'NaN',
];
/** Few, so that some are right. */
export const passcodes = ['open sesame', 'sesame', 'caf\u00e9'];
const names = ['Ann', 'Ωmega', '名前', 'a"b\\c', '__proto__', 'constructor', '👩‍👩‍👧', 'e\u0301'];

/** What a string of that schema may look like. The keys are the patterns as the protocol writes them. */
const patterns: Record<string, (random: Random, known: KnownIds) => string> = {
  '^turns?:[!-~]+$': random =>
    random.pick(['turn:a', 'turns:[::1]:443?transport=tcp', `turn:${'x'.repeat(500)}`]),
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$': (random, { producerIds }) =>
    producerIds.length > 0 && random.chance(0.6) ? random.pick(producerIds) : random.uuid(),
  '^[A-Za-z0-9_-]+$': (random, { ids }) =>
    ids.length > 0 && random.chance(0.8)
      ? random.pick(ids)
      : random.pick([random.uuid(), '__proto__', '-', 'x'.repeat(64)]),
  '^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){2}$': (random, { tokens }) => {
    const token = tokens.length > 0 ? random.pick(tokens) : 'a.b.c';
    return random.pick([
      token,
      token,
      token,
      token.slice(0, -4),
      token.replace(/[^.]*$/, ''),
      'a.b.c',
      '_..',
    ]);
  },
  '^[A-Za-z0-9_-]{1,16}$': random =>
    random.pick(['0', '1', 'r0', 'r1', '-', '__proto__', 'constructor', 'm'.repeat(16)]),
  '^(audio|video)/[A-Za-z0-9._-]+$': random => random.pick(mimeTypes),
  '^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}$': random => {
    const pairs = random.pick([20, 28, 32, 48, 64, 21, 63]);
    return Array.from({ length: pairs }, () => random.integer(16, 255).toString(16)).join(':');
  },
  '^[LS][1-3]T[1-3](h|_KEY|_KEY_SHIFT)?$': random =>
    random.pick(['L', 'S']) +
    `${random.integer(1, 3)}T${random.integer(1, 3)}` +
    random.pick(['', 'h', '_KEY', '_KEY_SHIFT']),
};

function text(
  { pattern, minLength = 0, maxLength = 64 }: Schema,
  random: Random,
  known: KnownIds,
  name: string,
): string {
  if (pattern !== undefined) {
    const make = patterns[pattern];
    if (make) return make(random, known);
    if (pattern.startsWith('^[^\\s')) return line(maxLength, random, name);
    throw new Error(`no strings for the pattern ${pattern} of ${name}`);
  }
  if (random.chance(0.1)) return 'x'.repeat(maxLength);
  if (random.chance(0.1)) return '\u0000\ud800 %s%n'.slice(0, maxLength);
  return random.pick(words).padEnd(minLength, 'x').slice(0, maxLength);
}

function line(maxLength: number, random: Random, name: string): string {
  if (random.chance(0.1)) return 'x'.repeat(maxLength);
  if (random.chance(0.03)) return '\u0958'.repeat(maxLength); // twice as long in normal form
  return random.pick(name === 'passcode' ? passcodes : names);
}

/** A place in a value, with what the schema says of it. */
export interface Place {
  path: (string | number)[];
  schema: Schema;
}

/** Every place of `value` that its schema knows, the optional ones that are absent included. */
export function places(schema: Schema, value: unknown, path: (string | number)[] = []): Place[] {
  const here: Place[] = [{ path, schema }];
  if (schema.anyOf) return [...here, ...schema.anyOf.flatMap(each => places(each, value, path).slice(1))];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? [...here, ...value.flatMap((item, index) => places(items, item, [...path, index]))] : here;
  }
  if (typeof value !== 'object' || value === null) return here;
  const given = new Map<string, unknown>(Object.entries(value));
  const known = Object.entries(schema.properties ?? {}).flatMap(([key, each]) =>
    places(each, given.get(key), [...path, key]),
  );
  const [each] = Object.values(schema.patternProperties ?? {});
  const free = each ? [...given].flatMap(([key, item]) => places(each, item, [...path, key])) : [];
  return [...here, ...known, ...free];
}
