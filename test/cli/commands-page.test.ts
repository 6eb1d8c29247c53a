import { expect, test } from 'vitest';
import { commandsPage } from './commands-page.js';

test('docs/commands.md is what the program says of itself', async () => {
  await expect(await commandsPage()).toMatchFileSnapshot('../../docs/commands.md');
});
