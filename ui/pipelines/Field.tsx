import { Checkbox, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { InputSchema } from '../../server/schemas/index.js';
import type { Json } from '../api/types';
import { kindOf, limits, listItems, typeOf } from './field';

interface FieldProps {
  name: string;
  schema: InputSchema;
  required: boolean;
  value: Json;
  error: string | undefined;
  onChange: (value: Json) => void;
}

/** One input, by its schema. What fits is for the server to say; the field only helps. */
export function Field({ name, schema, required, value, error, onChange }: FieldProps) {
  const words = [schema.description, limits(schema)].filter(Boolean).join(' · ');
  const common = {
    label: name,
    description: words || undefined,
    error,
    withAsterisk: required,
    'aria-required': required,
  };
  switch (kindOf(schema)) {
    case 'flag':
      return (
        <Checkbox
          label={name}
          description={words || undefined}
          error={error}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          allowDecimal={typeOf(schema) === 'number'}
          clampBehavior="none"
          value={value as number | string}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={(schema.enum ?? []).map(String)}
          value={value === '' ? null : String(value)}
          onChange={(chosen) => onChange(choiceOf(schema, chosen))}
          clearable={!required}
          clearButtonProps={{ 'aria-label': `Clear ${name}` }}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          placeholder="Write one, then Enter"
          value={(value as Json[]).map(String)}
          onChange={(written) => onChange(listItems(written))}
          allowDuplicates
          acceptValueOnBlur
        />
      );
    case 'json':
      return (
        <Textarea
          {...common}
          description={[words, 'as JSON'].filter(Boolean).join(' · ')}
          autosize
          minRows={3}
          classNames={{ input: 'mono' }}
          value={String(value)}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'long-text':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={12}
          value={String(value ?? '')}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          value={String(value ?? '')}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          value={String(value ?? '')}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

/** The choice itself, which may be a number. */
function choiceOf({ enum: choices = [] }: InputSchema, chosen: string | null): Json {
  return (choices.find((choice) => String(choice) === chosen) as Json) ?? '';
}
