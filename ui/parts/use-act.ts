import { useMutation } from '@tanstack/react-query';

/** Ask the API to do something; `error` stays until the next try. */
export function useAct<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  then?: (answer: Answer) => void,
) {
  return useMutation({ mutationFn: act, ...(then ? { onSuccess: then } : {}) });
}
