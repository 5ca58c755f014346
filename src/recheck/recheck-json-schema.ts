import { toJsonSchema } from '@valibot/to-json-schema';
import type { ValueSpec } from '../config/value-spec.ts';
import { settingKeys, signatureKeys } from './recheck-keys.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft-07) of recheck.yml, for editors; made from the keys that dox itself reads with. */
export function recheckJsonSchema(): JsonObject {
  const signature = {
    type: 'object',
    properties: propertiesOf(signatureKeys),
    required: ['name', 'bug'],
    oneOf: [{ required: ['text'] }, { required: ['pattern'] }],
    additionalProperties: false,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'recheck.yml',
    description: 'How known bugs of a project show themselves, for dox recheck.',
    type: 'object',
    properties: {
      ...propertiesOf(settingKeys),
      signatures: { description: 'The bugs that are known, by what they print.', type: 'array', items: signature },
    },
    additionalProperties: false,
  };
}

function propertiesOf(specs: Readonly<Record<string, ValueSpec>>): JsonObject {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, valueSchema(spec)]));
}

function valueSchema({ schema, description }: ValueSpec): JsonObject {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', ignoreActions: ['check'] });
  return { description, ...rest };
}
