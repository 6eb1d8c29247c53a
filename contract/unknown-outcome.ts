/** What to do about a step of which nobody knows how far it got: said by its attempt, or by its run. */
export function lookForYourself(step: string): string {
  return `Look for yourself: done — skip ${step} with --done; not done — resume it by name.`;
}
