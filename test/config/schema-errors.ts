interface Schema {
  readonly [word: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const known = new Set(
  `$schema $ref title description definitions type pattern minItems minProperties required anyOf items properties
  enum patternProperties additionalProperties propertyNames if then else`.split(/\s+/),
);

/** Where a value breaks a JSON Schema: as much of draft-07 as dox.schema.json uses; throws at any other word. */
export function schemaErrors(value: unknown, root: Schema): string[] {
  return validate(value, root, '');

  function validate(at: unknown, schema: Schema, path: string): string[] {
    const unknown = Object.keys(schema).find((word) => !known.has(word));
    if (unknown !== undefined) throw new Error(`this validator does not know "${unknown}"`);
    if (typeof schema.$ref === 'string') return validate(at, definition(schema.$ref), path);
    return [...ownErrors(at, schema, path), ...choiceErrors(at, schema, path), ...partErrors(at, schema, path)];
  }

  function definition(reference: string): Schema {
    const found = root.definitions?.[reference.replace('#/definitions/', '')];
    if (found === undefined) throw new Error(`no ${reference}`);
    return found;
  }

  function choiceErrors(at: unknown, schema: Schema, path: string): string[] {
    const choices = schema.anyOf as Schema[] | undefined;
    const tried = choices?.map((choice) => validate(at, choice, path)) ?? [];
    const errors = choices === undefined || tried.some((each) => each.length === 0) ? [] : tried.flat();
    if (schema.if === undefined) return errors;
    const branch = validate(at, schema.if as Schema, path).length === 0 ? schema.then : schema.else;
    return branch === undefined ? errors : [...errors, ...validate(at, branch as Schema, path)];
  }

  function partErrors(at: unknown, schema: Schema, path: string): string[] {
    if (Array.isArray(at)) {
      const items = schema.items as Schema | undefined;
      return items === undefined ? [] : at.flatMap((item, index) => validate(item, items, `${path}/${index}`));
    }
    if (typeof at !== 'object' || at === null) return [];
    return Object.entries(at).flatMap(([name, part]) => propertyErrors(name, part, schema, `${path}/${name}`));
  }

  function propertyErrors(name: string, part: unknown, schema: Schema, path: string): string[] {
    const names = schema.propertyNames as Schema | undefined;
    const errors = names === undefined ? [] : validate(name, names, path);
    const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) =>
      new RegExp(pattern).test(name),
    );
    const own = schema.properties?.[name];
    const matched = [...(own === undefined ? [] : [own]), ...patterns.map(([, each]) => each)];
    for (const each of matched) errors.push(...validate(part, each, path));
    if (matched.length > 0 || schema.additionalProperties === undefined) return errors;
    if (schema.additionalProperties === false) return [...errors, `${path} is not allowed`];
    return [...errors, ...validate(part, schema.additionalProperties as Schema, path)];
  }
}

function ownErrors(at: unknown, schema: Schema, path: string): string[] {
  const errors: string[] = [];
  const type = at === null ? 'null' : Array.isArray(at) ? 'array' : typeof at;
  if (schema.type !== undefined && schema.type !== type) errors.push(`${path} is ${type}, not ${String(schema.type)}`);
  if (typeof schema.pattern === 'string' && typeof at === 'string' && !new RegExp(schema.pattern).test(at)) {
    errors.push(`${path} does not match ${schema.pattern}`);
  }
  if (Array.isArray(schema.enum) && !schema.enum.includes(at)) errors.push(`${path} is none of ${schema.enum}`);
  const size = typeof at === 'object' && at !== null ? Object.keys(at).length : 0;
  if (Array.isArray(at) && size < Number(schema.minItems ?? 0)) errors.push(`${path} has too few items`);
  if (type === 'object' && size < Number(schema.minProperties ?? 0)) errors.push(`${path} has too few keys`);
  for (const name of type === 'object' ? ((schema.required as string[] | undefined) ?? []) : []) {
    if (!Object.hasOwn(at as object, name)) errors.push(`${path}/${name} is missing`);
  }
  return errors;
}
