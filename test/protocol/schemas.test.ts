/**
 * Whatever a client sends passes these schemas before anything else sees it, so a careless one would be a hole. This walks all of
 * them and proves that nothing in them is open or unbounded.
 */
import { expect, test } from 'vitest';
import { methods } from '#protocol/methods.ts';
import { events } from '#protocol/room-state.ts';
import { signals } from '#protocol/signals.ts';
import { errors } from '#protocol/words.ts';
import { asJson, type Schema } from '../../scripts/schema-tables.ts';

test.each(Object.entries(methods))('%s takes nothing open and nothing unbounded', (name, method) => {
  expect(looseEnds(asJson(method.params), name)).toEqual([]);
});

test('the walk finds what it is for', () => {
  const careless: Schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      endless: { type: 'string', pattern: '^[a-z]+$' },
      unanchored: { type: 'string', pattern: '[a-z]{3}' },
      list: { type: 'array', items: { type: 'boolean' } },
      count: { type: 'integer', minimum: 0 },
      anything: {},
    },
  };
  expect(looseEnds(careless, 'm')).toEqual([
    'm: takes fields that are not listed',
    'm.text: has no maxLength',
    'm.endless: has no maxLength',
    'm.unanchored: has no maxLength',
    'm.list: has no maxItems',
    'm.count: has no bounds',
    'm.anything: takes anything',
  ]);
});

test('every object that the server sends is closed too', () => {
  const sent = [
    ...Object.entries(methods).map(([name, method]) => [name, asJson(method.result)] as const),
    ...Object.entries(signals).map(([name, signal]) => [name, asJson(signal.params)] as const),
    ...Object.entries(events).map(([name, event]) => [name, asJson(event)] as const),
  ];
  const open = sent.flatMap(([name, schema]) =>
    looseEnds(schema, name).filter(end => end.endsWith('not listed')),
  );
  expect(open).toEqual([]);
});

test('errors have distinct codes, and every error of a method is a known one', () => {
  const codes = Object.values(errors).map(error => error.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const method of Object.values(methods)) {
    for (const reason of method.errors) expect(Object.keys(errors)).toContain(reason);
  }
});

/** What is open or unbounded in `schema`, each with its path. */
function looseEnds(schema: Schema, path: string): string[] {
  if (schema.enum || schema.const !== undefined) return [];
  if (schema.anyOf) return schema.anyOf.flatMap(choice => looseEnds(choice, path));
  switch (schema.type) {
    case 'object':
      return [...openness(schema, path), ...children(schema, path)];
    case 'array':
      return [
        ...when(schema.maxItems === undefined, `${path}: has no maxItems`),
        ...looseEnds(schema.items ?? {}, `${path}[]`),
      ];
    case 'string':
      return when(!isBoundedText(schema), `${path}: has no maxLength`);
    case 'integer':
    case 'number':
      return when(schema.minimum === undefined || schema.maximum === undefined, `${path}: has no bounds`);
    case 'boolean':
    case 'null':
      return [];
    default:
      return [`${path}: takes anything`];
  }
}

function openness(schema: Schema, path: string): string[] {
  const [keys] = Object.keys(schema.patternProperties ?? {});
  const open = `${path}: takes fields that are not listed`;
  // A pattern for any key at all leaves nothing for `additionalProperties` to forbid: that is a map.
  if (keys === undefined || keys !== '^.*$')
    return when(schema.additionalProperties !== false, open).concat(mapBounds(schema, keys, path));
  return mapBounds(schema, keys, path);
}

function mapBounds(schema: Schema, keys: string | undefined, path: string): string[] {
  if (keys === undefined) return [];
  const bounded = schema.maxProperties !== undefined && isBoundedText({ pattern: keys });
  return when(!bounded, `${path}: is a map without bounds`);
}

function children(schema: Schema, path: string): string[] {
  const fields = { ...schema.properties, ...schema.patternProperties };
  return Object.entries(fields).flatMap(([key, child]) => looseEnds(child, `${path}.${key}`));
}

/** A pattern bounds a text when it is anchored at both ends and repeats nothing without end. */
function isBoundedText({ maxLength, pattern }: Schema): boolean {
  if (maxLength !== undefined) return true;
  if (pattern === undefined || !/^\^.*\$$/.test(pattern)) return false;
  const withoutClasses = pattern.replace(/\[(\\.|[^\]])*\]/g, 'x');
  return !/[*+]|\{\d+,\}/.test(withoutClasses);
}

function when(isTrue: boolean, complaint: string): string[] {
  return isTrue ? [complaint] : [];
}
