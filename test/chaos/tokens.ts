/** The tokens that an etcd keeps for discovery, by id, with the names of the members that used them. */
export async function tokensIn(url: string): Promise<Map<string, string[]>> {
  interface Node {
    key: string;
    value?: string;
    nodes?: Node[];
  }
  const response = await fetch(`${url}/v2/keys/_etcd/registry?recursive=true`);
  const { node } = (await response.json()) as { node?: Node };
  return new Map(
    (node?.nodes ?? []).map((token) => [
      token.key.split('/').at(-1) ?? '',
      (token.nodes ?? []).flatMap(({ value }) => value?.split('=')[0] ?? []),
    ]),
  );
}
