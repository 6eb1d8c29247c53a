import { z } from 'zod';

/** A schema without the wrappers that say nothing of its shape (optional, default, transforms). */
function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNonOptional
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

/** The alternatives of a union, unwrapped; of anything else, itself. */
export function alternatives(schema: z.ZodType): z.ZodType[] {
  const plain = unwrap(schema);
  if (!(plain instanceof z.ZodUnion)) return [plain];
  return plain.options.flatMap((option) => alternatives(option as z.ZodType));
}

/** What a key or list position of a value with this schema may hold; [] where that is not told. */
export function childSchemas(schema: z.ZodType, key: string | number): z.ZodType[] {
  return alternatives(schema).flatMap((one) => {
    if (one instanceof z.ZodObject) {
      return Object.hasOwn(one.shape, key) ? [one.shape[key] as z.ZodType] : [];
    }
    if (one instanceof z.ZodRecord) return [one.valueType as z.ZodType];
    if (one instanceof z.ZodArray) return [one.element as z.ZodType];
    return [];
  });
}

/** The fields that a value with this schema may have; undefined where any name is as good. */
export function fieldsOf(schema: z.ZodType): string[] | undefined {
  const all = alternatives(schema);
  const objects = all.filter((one) => one instanceof z.ZodObject);
  if (objects.length === 0 || all.some(isOpen)) return undefined;
  return [...new Set(objects.flatMap((one) => Object.keys(one.shape)))];
}

/** Whether it says nothing of the names of its fields. */
function isOpen(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodObject) {
    const { catchall } = schema.def;
    return catchall !== undefined && !(catchall instanceof z.ZodNever);
  }
  return (
    schema instanceof z.ZodRecord || schema instanceof z.ZodUnknown || schema instanceof z.ZodAny
  );
}

/** `schema.meta().path` of a field, wherever among its wrappers it was set. */
export function pathKind(schema: z.ZodType): string | undefined {
  const kind = schema.meta()?.path;
  if (typeof kind === 'string') return kind;
  if (schema instanceof z.ZodPipe) return pathKind(schema.in as z.ZodType);
  const inner = 'unwrap' in schema && !(schema instanceof z.ZodArray) ? schema : undefined;
  return inner ? pathKind((inner as z.ZodOptional).unwrap() as z.ZodType) : undefined;
}
