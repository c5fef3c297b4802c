/**
 * Checks of the parameters, queries and bodies of the API: those of the schemas, and nothing else. No default is filled in, nothing is
 * taken out, and only the numbers of a query are read as such.
 */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { schemaFault } from '../../lib/schema-fault.ts';
import { ProblemError } from '../problem.ts';

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (data: unknown) => {
    const value = httpPart === 'querystring' ? withNumbers(schema, data) : data;
    if (validator.Check(value)) return { value };
    const { field, detail } = schemaFault(validator.Errors(value));
    return { error: new ProblemError('invalid-params', field || httpPart, detail) };
  };
};

interface Properties {
  properties?: Readonly<Record<string, { type?: string }>>;
}

/** A query is text; what the schema has as a whole number, and looks like one, becomes one. */
function withNumbers({ properties = {} }: TSchema & Properties, query: unknown): unknown {
  return Object.fromEntries(
    Object.entries(query ?? {}).map(([name, text]: [string, unknown]) => {
      const isNumber = properties[name]?.type === 'integer' && /^-?\d{1,16}$/.test(String(text));
      return [name, isNumber ? Number(text) : text];
    }),
  );
}
