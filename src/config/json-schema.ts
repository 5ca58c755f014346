import { toJsonSchema } from '@valibot/to-json-schema';
import { keys } from './keys.ts';
import { type KeyName, keyNames } from './schema.ts';
import { serviceKeyNames, serviceKeys } from './service-keys.ts';
import { isAllowed, type Position } from './unknown-key.ts';
import { serviceName } from './value-schemas.ts';
import type { ValueSpec } from './value-spec.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft-07) of dox.yml in all of its shapes, for editors; made from the same table of keys that
 * dox itself reads with. This file is the only one that loads the converter.
 */
export function jsonSchema(): JsonObject {
  const target = objectOf('target');
  const top = objectOf('top');
  const targets = {
    description: 'The targets by name; braces generate several, as in py{39,311}.',
    type: 'object',
    minProperties: 1,
    additionalProperties: { anyOf: [{ $ref: '#/definitions/target' }, { type: 'null' }] },
  };
  const child = { anyOf: [{ $ref: '#/definitions/section' }, { type: 'null' }] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'dox.yml',
    description: "How dox runs a project's tests in containers.",
    type: 'object',
    if: { required: ['targets'] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
    then: { ...top, properties: { ...top.properties, targets } },
    else: {
      if: { anyOf: ['image', 'images', 'build', 'commands'].map((name) => ({ required: [name] })) },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
      then: { $ref: '#/definitions/flat' },
      else: {
        minProperties: 1,
        patternProperties: { ':': child },
        additionalProperties: { $ref: '#/definitions/section' },
      },
    },
    definitions: {
      target,
      flat: { ...objectOf('flat'), required: ['commands'] },
      section: objectOf('section'),
      ...Object.fromEntries(keyNames.map((name) => [definitionOf(name), keySchema(name)])),
      service: serviceSchema(),
    },
  };
}

function objectOf(position: Position) {
  const names = keyNames.filter((name) => isAllowed(name, position));
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${definitionOf(name)}` }]));
  return { type: 'object', properties, additionalProperties: false } as const;
}

function definitionOf(name: KeyName): string {
  return `key-${name}`;
}

function keySchema(name: KeyName): JsonObject {
  const { description } = keys[name];
  return name === 'services' ? { description, ...servicesSchema() } : valueSchema(keys[name]);
}

function valueSchema({ schema, description }: ValueSpec): JsonObject {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', ignoreActions: ['check'] });
  return { description, ...rest };
}

function servicesSchema(): JsonObject {
  const { description: _, ...propertyNames } = valueSchema({ ...serviceKeys.depends_on, schema: serviceName });
  const version = valueSchema(serviceKeys.version);
  const service = { anyOf: [version, { type: 'null' }, { $ref: '#/definitions/service' }] };
  const mapping = { type: 'object', minProperties: 1, propertyNames, additionalProperties: service };
  return {
    anyOf: [propertyNames, { type: 'array', minItems: 1, items: { anyOf: [propertyNames, mapping] } }, mapping],
  };
}

function serviceSchema(): JsonObject {
  const properties = Object.fromEntries(serviceKeyNames.map((name) => [name, valueSchema(serviceKeys[name])]));
  return { type: 'object', properties, additionalProperties: false };
}
