/**
 * PROTOCOL.md is what a foreign client is written from: its tables are those of the schemas, and its examples fit them.
 */
import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { methods } from '#protocol/methods.ts';
import { events } from '#protocol/room-state.ts';
import { signals } from '#protocol/signals.ts';
import { errors } from '#protocol/words.ts';
import { fillDocument } from '../../scripts/protocol-document.ts';
import { fieldTable, SchemaNames } from '../../scripts/schema-tables.ts';

const document = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8');

interface Frame {
  id?: string | number | null;
  method?: string;
  params?: { type?: string };
  result?: unknown;
  error?: { code: number; data: { reason: string } };
}
const examples: Frame[] = [...document.matchAll(/```json\n([\s\S]*?)```/g)].map(match =>
  JSON.parse(match[1] ?? ''),
);

test('the tables agree with the schemas', () => {
  expect(fillDocument(document)).toBe(document);
});

test('a part that the document does not place, or that no schema has, is an error', () => {
  expect(() => fillDocument('')).toThrow(/has no place for: values, structures/);
  expect(() => fillDocument('<!-- generated: nonsense -->\n<!-- end -->')).toThrow(/"nonsense"/);
});

test('a table shows type, whether it is required, bounds and meaning, and links what has a name', () => {
  const names = new SchemaNames();
  const pixels = { type: 'integer', minimum: 0, maximum: 9_000, description: 'a length' };
  names.add('Pixels', pixels);
  const shape = {
    type: 'object',
    required: ['width'],
    properties: {
      width: { ...pixels, description: 'of the tile' },
      height: pixels,
      codecs: {
        type: 'array',
        maxItems: 2,
        items: { type: 'object', properties: { mode: { enum: ['a', 'b'] } } },
      },
      rid: { type: 'string', pattern: '^(x|y)$' },
    },
  };
  expect(fieldTable(shape, names).split('\n').slice(2)).toEqual([
    '| `width` | [Pixels](#pixels) | yes |  | of the tile |',
    '| `height` | [Pixels](#pixels) | no |  |  |',
    '| `codecs` | array of object | no | at most 2 entries |  |',
    '| `codecs[].mode` | `"a"`, `"b"` | no |  |  |',
    '| `rid` | string | no | matches `^(x\\|y)$` |  |',
  ]);
});

test('there is an example of every request, response, notification and event, and each fits its schema', () => {
  const seen = new Set(examples.flatMap(nameAndCheck));
  const expected = [
    ...Object.keys(methods).flatMap(name => [name, `${name} result`]),
    ...Object.keys(signals),
    ...Object.keys(events).map(type => `event ${type}`),
    'error',
  ];
  expect([...seen].sort()).toEqual(expected.sort());
});

/** What the frame is an example of, after checking it. */
function nameAndCheck(frame: Frame, index: number): string[] {
  if (frame.error) {
    expect(errors).toHaveProperty([frame.error.data.reason, 'code'], frame.error.code);
    return ['error'];
  }
  if (frame.method === undefined) return [checkResult(frame, index)];
  const schema = tableEntry(methods, frame.method)?.params ?? tableEntry(signals, frame.method)?.params;
  expect(problems(schema, frame.params), frame.method).toEqual([]);
  return frame.method === 'event' ? ['event', `event ${frame.params?.type}`] : [frame.method];
}

/** A result belongs to the last request before it with the same id. */
function checkResult(frame: Frame, index: number): string {
  const request = examples.slice(0, index).findLast(earlier => earlier.id === frame.id && earlier.method);
  expect(problems(tableEntry(methods, request?.method ?? '')?.result, frame.result), request?.method).toEqual(
    [],
  );
  return `${request?.method} result`;
}

function problems(schema: TSchema | undefined, value: unknown): unknown[] {
  return schema ? Value.Errors(schema, value) : ['there is no schema of that name'];
}

function tableEntry<T>(table: Record<string, T>, key: string): T | undefined {
  return table[key];
}
