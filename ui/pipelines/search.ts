/** What of a pipeline is shown, and by input what its form is filled in with: `?machines=5`. */
export interface PipelineSearch {
  view?: string | undefined;
  [input: string]: string | undefined;
}

export function pipelineSearch(search: Record<string, unknown>): PipelineSearch {
  const texts = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return Object.fromEntries(texts);
}
