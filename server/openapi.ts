import { z } from 'zod';
import { kinds } from './problem.js';
import type { Route } from './route.js';
import type { ProblemCode } from './schemas/problem.js';
import { problemBody } from './schemas/problem.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What stands in the document of the API; the part of OpenAPI 3.1 that is used. */
export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  paths: { [path: string]: { [method: string]: Operation } };
  components: {
    schemas: { [name: string]: JsonSchema };
    securitySchemes: { [name: string]: object };
  };
}

interface Operation {
  summary: string;
  description?: string;
  parameters?: object[];
  requestBody?: object;
  responses: { [status: string]: object };
  security: object[];
  /** Who may. */
  'x-role': Route['for'];
}

/** The document of the API, from the very schemas that requests are checked by. */
export function openApi(routes: readonly Route[], version: string): OpenApi {
  const schemas: { [name: string]: JsonSchema } = {};
  const refer = referrer(schemas);
  const paths: OpenApi['paths'] = {};
  for (const one of routes) {
    const operations = paths[one.path] ?? {};
    operations[one.method] = operation(one, refer);
    paths[one.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version,
      description: 'Pipelines, runs and schedules of one engine. Addresses start with /api.',
    },
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'muster-PORT' },
      },
    },
  };
}

type Refer = (schema: z.ZodType, io: 'input' | 'output') => JsonSchema;

/** Makes JSON Schemas whose named parts are among the components. */
function referrer(schemas: { [name: string]: JsonSchema }): Refer {
  return (schema, io) => {
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $defs = {}, $schema: _dialect, ...rest } = JSON.parse(text) as JsonSchema;
    const name = z.globalRegistry.get(schema)?.id;
    for (const [id, definition] of Object.entries($defs)) schemas[id] ??= plain(definition);
    if (name === undefined) return rest;
    schemas[name] ??= plain(rest);
    return { $ref: `#/components/schemas/${name}` };
  };
}

/** The place among the components says the name. */
function plain(definition: unknown): JsonSchema {
  const { id: _name, ...rest } = definition as JsonSchema & { id?: string };
  return rest;
}

function operation(one: Route, refer: Refer): Operation {
  const parameters = [
    ...parametersOf(one.params, 'path', refer),
    ...parametersOf(one.query, 'query', refer),
  ];
  return {
    summary: one.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(one.body ? { requestBody: { content: json(refer(one.body, 'input')) } } : {}),
    responses: { ...answerOf(one, refer), ...problemsOf(one, refer) },
    security: one.for === 'anyone' ? [] : securityOf(one),
    'x-role': one.for,
  };
}

function securityOf(one: Route): object[] {
  return one.for === 'commands' ? [{ token: [] }] : [{ token: [] }, { cookie: [] }];
}

function parametersOf(
  schema: z.ZodType | undefined,
  where: 'path' | 'query',
  refer: Refer,
): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = refer(schema, 'input');
  return Object.entries(properties).map(([name, value]) => {
    const { description, ...rest } = value as JsonSchema;
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } });

function answerOf(one: Route, refer: Refer): Operation['responses'] {
  if (one.events) return { 200: { description: 'Events', content: stream(one.events, refer) } };
  const status = String(one.status ?? (one.answer ? 200 : 204));
  if (one.answer === undefined) return { [status]: { description: 'Done' } };
  return { [status]: { description: 'The answer', content: json(refer(one.answer, 'output')) } };
}

/** Each event's name with the shape of its data. */
function stream(events: NonNullable<Route['events']>, refer: Refer): object {
  const anyOf = Object.entries(events).map(([event, schema]) => ({
    type: 'object',
    properties: { event: { const: event }, data: refer(schema, 'output') },
    required: ['event', 'data'],
  }));
  return { 'text/event-stream': { schema: { anyOf } } };
}

function problemsOf(one: Route, refer: Refer): Operation['responses'] {
  const always: ProblemCode[] = [
    ...(one.for === 'anyone' ? [] : (['session.none'] as const)),
    ...(one.for === 'operator' ? (['role.reader'] as const) : []),
    ...(one.for === 'commands' ? (['token.needed'] as const) : []),
    ...(one.params || one.query || one.body ? (['request.invalid'] as const) : []),
  ];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...always, ...(one.problems ?? [])])) {
    const [status] = kinds[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: refer(problemBody, 'output') } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]),
  );
}
