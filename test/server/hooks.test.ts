import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HookHere, letIn } from './support/hook-here.js';

const web = `name: web
inputs:
  revision: { type: string, default: main }
steps:
  - run: "true"
`;

let hooks: HookHere;
let secret: string;

beforeAll(async () => {
  hooks = await HookHere.with({ 'web.yaml': web });
  secret = await hooks.make('web');
});

afterAll(() => hooks.remove());

describe('wrong secrets', () => {
  it('are answered so many times a minute, and keep the right one from nothing', async () => {
    const wrong = () => hooks.post('web', { authorization: 'Bearer wrong' });
    const answers = [];
    for (let count = 0; count < 25; count++) answers.push((await wrong()).status);
    expect(answers).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
    expect((await hooks.post('web', { authorization: `Bearer ${secret}` })).code).toBe(letIn);
  });

  it('of one hook limit no other', async () => {
    expect((await hooks.post('other', {})).code).toBe('hook.refused');
  });
});
