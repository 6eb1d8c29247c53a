import { createHash } from 'node:crypto';

/** File systems take 255 bytes a name; suffixes need some. */
const longest = 180;

/** Any text as the name of one file: URL-encoded; a very long one keeps its beginning and a hash. */
export function fileName(text: string): string {
  // Through bytes, since encodeURIComponent refuses half a surrogate pair.
  const name = encodeURIComponent(Buffer.from(text).toString()).replace(/^\./, '%2E');
  return name.length <= longest ? name : `${name.slice(0, longest - 17)}~${digest(text)}`;
}

/** The text behind a name; of a very long one the name itself. */
export function textOfFileName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
