/**
 * How long a test waits for what must come (ms): for `vi.waitFor`, `vi.waitUntil`, and by
 * vitest.config.ts for `expect.poll`. Vitest's own second is too short for a server on a busy
 * computer, and a wait that ends well costs nothing: everything at once on half a core takes minutes.
 */
export const patience = { timeout: 600_000, interval: 50 };
