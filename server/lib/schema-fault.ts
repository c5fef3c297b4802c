/**
 * Of everything that a schema finds wrong with a value, the one thing to tell: the field at fault, and what is wrong with it. Knows
 * the errors of TypeBox, and not what the value is for.
 */

export interface SchemaError {
  keyword: string;
  instancePath: string;
  message: string;
  params: object;
}

export interface SchemaFault {
  /** Its path, such as `rtpParameters.codecs.0.payloadType`; empty: the value itself. */
  field: string;
  detail: string;
}

const longestField = 200;

/** The deepest path says most; a property too many or too few is named itself. */
export function schemaFault(found: readonly SchemaError[]): SchemaFault {
  const named = found.flatMap(nameFault);
  const { field, detail } = named.reduce(
    (best, next) => (depth(next.field) > depth(best.field) ? next : best),
    { field: '', detail: 'must be an object' },
  );
  return { field: field.slice(0, longestField), detail };
}

const depth = (field: string) => (field === '' ? 0 : field.split('.').length);

function nameFault({ keyword, instancePath, message, params }: SchemaError): SchemaFault[] {
  const path = instancePath.split('/').slice(1).map(unescaped);
  const at = (...more: string[]) => [...path, ...more].join('.');
  switch (keyword) {
    case 'anyOf':
    case 'additionalProperties': // comes last, behind one `boolean` for each: with many it is cut off
      return [];
    case 'boolean':
      return [{ field: at(), detail: 'unknown parameter' }];
    case 'required':
      return listOf(params, 'requiredProperties').map(name => ({ field: at(name), detail: 'is missing' }));
    case 'enum':
      return [{ field: at(), detail: `must be one of ${listOf(params, 'allowedValues').join(', ')}` }];
    default:
      return [{ field: at(), detail: message }];
  }
}

/** A name in a JSON pointer (RFC 6901). */
function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function listOf(params: object, key: string): string[] {
  const list: unknown = Object.entries(params).find(([name]) => name === key)?.[1];
  return Array.isArray(list) ? list.map(String) : [];
}
