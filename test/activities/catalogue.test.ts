import { expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../activities/catalogue.js';

it.each([...catalogue.values()])(
  '$type says what it does, and of every field what it means',
  (type) => {
    expect(type.type).toMatch(/^[a-z]+(\.[a-z]+)?$/);
    expect(type.summary).toMatch(/^[A-Z][^.]+$/);
    const { properties = {} } = z.toJSONSchema(type.with, { io: 'input' });
    for (const [name, field] of Object.entries(properties)) {
      expect(field, `${type.type}: ${name}`).toHaveProperty('description');
    }
  },
);

it.each([...catalogue.values()])('$type has code that can do what it declares', async (type) => {
  const run = (await type.run?.())?.default;
  if (type.type === 'approval') return expect(run).toBeUndefined();
  expect(run?.check ?? run?.apply).toBeDefined();
  if (type.undoable({ run: 'true', undo: 'true' })) expect(run?.undo).toBeDefined();
  if (!type.checked({})) expect(run?.apply).toBeDefined();
});
