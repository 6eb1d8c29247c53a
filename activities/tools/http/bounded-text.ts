/** What a server of a cluster has to say fits in here; one that never stops is none. */
const most = 4 * 1024 * 1024;

/**
 * The text of an answer of `fetch`, which itself reads without an end.
 * @throws Error where it is longer than the limit (bytes)
 */
export async function boundedText(response: Response, limit = most): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) {
      await response.body?.cancel().catch(() => {});
      throw new Error(`the answer is longer than ${limit} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What a text is as JSON; undefined if it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
