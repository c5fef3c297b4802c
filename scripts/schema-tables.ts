/**
 * Turns schemas into Markdown: one table row per field, nested anonymous objects flattened into dotted paths, named schemas
 * linked. Knows JSON Schema as TypeBox writes it, and neither a method nor a file.
 */

/** The words of JSON Schema that the protocol uses. */
export interface Schema {
  type?: string;
  description?: string;
  enum?: string[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
}

/** `schema` as plain JSON, free of the types and hidden marks of the library that made it. */
export function asJson(schema: object): Schema {
  return JSON.parse(JSON.stringify(schema));
}

/** Which schemas have a name of their own. Two schemas are the same when they differ in nothing but the description. */
export class SchemaNames {
  #names = new Map<string, { name: string; description: string | undefined }>();

  add(name: string, schema: Schema): void {
    this.#names.set(shapeOf(schema), { name, description: schema.description });
  }

  of(schema: Schema): string | undefined {
    return this.#names.get(shapeOf(schema))?.name;
  }

  /** What is said of a schema at this place and not already where its name is explained. */
  remark(schema: Schema): string {
    const named = this.#names.get(shapeOf(schema));
    return named?.description === schema.description ? '' : (schema.description ?? '');
  }
}

function shapeOf(schema: Schema): string {
  return JSON.stringify({ ...schema, description: undefined });
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** The fields of an object; a sentence when there are none. */
export function fieldTable(schema: Schema, names: SchemaNames, none = 'No fields: `{}`.'): string {
  const rows = fieldRows(schema, names, '');
  return rows.length === 0 ? none : table(['Field', 'Type', 'Required', 'Bounds', 'Meaning'], rows);
}

function fieldRows(schema: Schema, names: SchemaNames, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const path = `${prefix}${key}`;
    const required = schema.required?.includes(key) ? 'yes' : 'no';
    const row = [code(path), typeOf(field, names), required, boundsOf(field, names), names.remark(field)];
    return [row, ...nestedRows(field, names, path)];
  });
}

/** Rows for what has no name of its own and so no table elsewhere. */
function nestedRows(schema: Schema, names: SchemaNames, path: string): string[][] {
  if (names.of(schema)) return [];
  if (schema.properties) return fieldRows(schema, names, `${path}.`);
  if (schema.items) return nestedRows(schema.items, names, `${path}[]`);
  if (schema.anyOf) return schema.anyOf.flatMap(choice => nestedRows(choice, names, path));
  return Object.values(schema.patternProperties ?? {}).flatMap(value =>
    nestedRows(value, names, `${path}.*`),
  );
}

function typeOf(schema: Schema, names: SchemaNames): string {
  const name = names.of(schema);
  if (name) return `[${name}](#${name.toLowerCase()})`;
  if (schema.enum) return schema.enum.map(word => code(`"${word}"`)).join(', ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.anyOf) return schema.anyOf.map(choice => typeOf(choice, names)).join(' or ');
  if (schema.items) return `array of ${typeOf(schema.items, names)}`;
  if (schema.patternProperties) {
    return Object.values(schema.patternProperties)
      .map(value => `map to ${typeOf(value, names)}`)
      .join(', ');
  }
  return schema.type ?? 'any';
}

function boundsOf(schema: Schema, names: SchemaNames): string {
  if (names.of(schema)) return ''; // they stand where the name is explained
  return ownBounds(schema, names);
}

/** The bounds of a schema even when it has a name. */
export function ownBounds(schema: Schema, names: SchemaNames): string {
  const inner = schema.items ? boundsOf(schema.items, names) : '';
  const bounds = [
    range(schema.minItems, schema.maxItems, 'entries'),
    inner && `each ${inner}`,
    range(undefined, schema.maxProperties, 'entries'),
    mapBounds(schema, names),
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, 'characters'),
    schema.pattern && `matches ${code(schema.pattern)}`,
    ...(schema.anyOf ?? []).map(choice => boundsOf(choice, names)),
  ];
  return bounds.filter(Boolean).join('; ');
}

function mapBounds(schema: Schema, names: SchemaNames): string {
  const [entry] = Object.entries(schema.patternProperties ?? {});
  if (!entry) return '';
  const [key, value] = entry;
  const keys = key === '^.*$' ? '' : `keys match ${code(key)}`;
  const values = boundsOf(value, names);
  return [keys, values && `values: ${values}`].filter(Boolean).join('; ');
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  const from = low === undefined ? undefined : grouped(low);
  const to = high === undefined ? undefined : grouped(high);
  if (from !== undefined && to !== undefined) return `${from} to ${to} ${unit}`.trim();
  if (from !== undefined) return `at least ${from} ${unit}`.trim();
  return to === undefined ? '' : `at most ${to} ${unit}`.trim();
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
