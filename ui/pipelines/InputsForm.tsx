import { Field } from './Field';
import type { Inputs } from './use-inputs';

/** A field for each input of the pipeline. */
export function InputsForm({ inputs }: { inputs: Inputs }) {
  const { properties, required, values, set, errorOf } = inputs;
  if (properties.length === 0) return <p className="soft">The pipeline has no inputs.</p>;
  return (
    <div className="fields">
      {properties.map(([name, schema]) => (
        <Field
          key={name}
          name={name}
          schema={schema}
          required={required.has(name)}
          value={values[name] ?? ''}
          error={errorOf(name)}
          onChange={(value) => set(name, value)}
        />
      ))}
    </div>
  );
}
