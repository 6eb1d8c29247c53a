import { sha256 as digestOf } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hex digits of SHA-256 of a text as UTF-8. The sandbox has no crypto of its own. */
export function sha256(text: string): string {
  return bytesToHex(digestOf(utf8ToBytes(text)));
}
