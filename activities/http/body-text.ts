import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Of the text itself, after it was unpacked. */
const largestBody = 1024 * 1024;

/** A body that cannot be read as text. */
class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
}

/**
 * Whether a text stands in the first MiB of an answer, which is read as a browser would: unpacked,
 * and in its character set. What comes after the text is not waited for.
 *
 * @throws UnreadableBody, or what the connection ends with
 */
export async function bodyContains(response: IncomingMessage, text: string): Promise<boolean> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk]).subarray(0, largestBody);
    if (textOf(bytes, response.headers['content-type']).includes(text)) return true;
    if (bytes.length >= largestBody) return false;
  }
  return false;
}

/** Servers pack what they like, also for those who did not ask for it. */
function unpacked(response: IncomingMessage): Readable {
  const codings = (response.headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.toReversed().reduce<Readable>((packed, coding) => {
    // The error of a broken connection goes on to whoever reads.
    return pipeline(packed, unpackerOf(coding), () => {});
  }, response);
}

function unpackerOf(coding: string) {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'deflate') return createInflate();
  if (coding === 'br') return createBrotliDecompress();
  throw new UnreadableBody(`its text is packed as ${coding}, which cannot be read`);
}

/**
 * By the mark at its beginning, its header, what an HTML page says of itself; else UTF-8, and what
 * is no UTF-8 is Latin-1 as browsers know it.
 */
function textOf(bytes: Buffer, contentType: string | undefined): string {
  const said = marked(bytes) ?? charsetIn(contentType) ?? declaredIn(bytes, contentType);
  if (said !== undefined) return said.decode(bytes);
  try {
    // The last character may be there only in part.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function marked(bytes: Buffer): TextDecoder | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decoder('utf-8');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoder('utf-16le');
  return bytes[0] === 0xfe && bytes[1] === 0xff ? decoder('utf-16be') : undefined;
}

function charsetIn(contentType = ''): TextDecoder | undefined {
  return decoder(/;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1]);
}

/** `<meta charset="iso-8859-1">` in the first KiB, where browsers look for it. */
function declaredIn(bytes: Buffer, contentType = ''): TextDecoder | undefined {
  if (!/html/i.test(contentType)) return undefined;
  const start = bytes.toString('latin1', 0, 1024);
  return decoder(/<meta[^>]+charset\s*=\s*["']?([^\s"'>;/]+)/i.exec(start)?.[1]);
}

/** Undefined for a character set that nobody knows. */
function decoder(label: string | undefined): TextDecoder | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label);
  } catch {
    return undefined;
  }
}
