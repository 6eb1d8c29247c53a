/** The sandbox has no crypto. Hex digits of SHA-256 of a text as UTF-8. */
export function sha256(text: string): string {
  const state = Uint32Array.from(initial);
  const words = new Uint32Array(64);
  const view = padded(new TextEncoder().encode(text));
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = view.getUint32(block + at * 4);
    compress(state, words);
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** Whole blocks of 64 bytes, the last of which ends with the length in bits. */
function padded(bytes: Uint8Array): DataView {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const whole = new Uint8Array(blocks * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(whole.length - 4, (bytes.length * 8) >>> 0);
  return view;
}

function compress(state: Uint32Array, w: Uint32Array): void {
  for (let at = 16; at < 64; at++) {
    const [x, y] = [word(w, at - 15), word(w, at - 2)];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[at] = (word(w, at - 16) + s0 + word(w, at - 7) + s1) >>> 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let at = 0; at < 64; at++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(constants, at) + word(w, at)) >>> 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) >>> 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) >>> 0;
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[at] = (word(state, at) + value) >>> 0;
  }
}

type Eight = [number, number, number, number, number, number, number, number];

const word = (words: Uint32Array, at: number): number => words[at] ?? 0;
const turn = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

/** The first 32 bits of the fractions of roots of the first primes. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
const primes = firstPrimes(64);
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const constants = Uint32Array.from(primes.map((prime) => fraction(Math.cbrt(prime))));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}
