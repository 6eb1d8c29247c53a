/** What a pipeline used as a step is given does not fit its inputs. */
export class InvalidInputs extends Error {
  override readonly name = 'InvalidInputs';

  constructor(groupId: string, problems: readonly string[]) {
    super(`what ${groupId} is given does not fit its inputs: ${problems.join('; ')}`);
  }
}
