/** gRPC's RESOURCE_EXHAUSTED and NOT_FOUND. */
const [exhausted, notFound] = [8, 5];

/** An answer of the server: the execution that was asked takes nothing any more, and closes. */
export function isClosing({ code, details }: { code: number; details: string }): boolean {
  return code === exhausted && details.includes('workflow is closing');
}

/** Whether a call failed because its execution was closing, or closed; it was not executed. */
export function hasClosed(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, details } = error as { code?: unknown; details?: unknown };
  if (code === notFound) return true;
  if (code === exhausted) return isClosing({ code, details: String(details) });
  return error.name === 'WorkflowNotFoundError' || hasClosed(error.cause);
}
