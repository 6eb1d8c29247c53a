import type { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * Start a server of `@temporalio/testing`. It is given up on after five seconds (sdk-core,
 * `ephemeral_server`), which a busy computer may need, and it takes a port that was free a moment
 * ago: each is worth another try.
 */
export async function startedServer(
  start: () => Promise<TestWorkflowEnvironment>,
): Promise<TestWorkflowEnvironment> {
  for (let left = 4; ; left--) {
    try {
      return await start();
    } catch (error) {
      if (left === 0) throw error;
      console.warn(`Temporal's test server did not start: ${(error as Error).message}`);
    }
  }
}
