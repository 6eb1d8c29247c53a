/**
 * How long a test waits for what must come (ms): for `vi.waitFor`, `vi.waitUntil`, and by
 * vitest.config.ts for `expect.poll`. Vitest's own second is too short for a server on a busy
 * computer, and a wait that ends well costs nothing.
 */
export const patience = { timeout: 90_000, interval: 50 };
