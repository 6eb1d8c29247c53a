/**
 * How tools write a character that they do not print as it is: one way a row. Letters and digits stand for themselves
 * in all of them. Escapes are nested where JSON stands in JSON, `%25` where a URL stands in one, `&amp;` likewise.
 */
interface Encoding {
  /** Who writes so. */
  by: string;
  /** Regular expression of a character in it, if it has one there. */
  of(char: Char): string | undefined;
}

interface Char {
  /** One code point. */
  text: string;
  code: number;
  utf8: number[];
  utf16: number[];
}

/** One that may itself stand in a URL. */
const backslash = '\\\\|%(?:25)*5[cC]';
/** Backslashes that a tool puts before a sign, in text of any depth. */
export const maybeBackslashes = `(?:${backslash})*`;
const nextEscape = `(?:${backslash})+`;
/** What an escape says after its backslash. */
export const afterBackslash = (codes: string[]) => `(?<=\\\\|5[cC])(?:${codes.join('|')})`;

const encodings: readonly Encoding[] = [
  {
    by: 'HTML and XML: `&amp;`, `&#38;`, `&#x26;`, `&uuml;`',
    of: ({ code }) => {
      const named = (entityNames.get(code) ?? []).map((name) => `${name}|`).join('');
      return `&(?:amp;)*(?:${named}#0*${code}|#[xX]0*${anyCase(code.toString(16))});`;
    },
  },
  {
    by: 'URLs and forms: `%C3%BC`, `%c3%bc`, and `%25C3%25BC` of one in another',
    of: ({ utf8 }) => utf8.map((byte) => `%(?:25)*${anyCase(hex(byte, 2))}`).join(''),
  },
  {
    by: "JSON, JavaScript, Python, C, `printf %q`, `$'…'`: `\\u00fc`, `\\xfc`, `\\xc3\\xbc`, `\\303\\274`, `\\e`",
    of: ({ code, utf8, utf16 }) =>
      afterBackslash([
        utf16.map((unit) => `u${anyCase(hex(unit, 4))}`).join(nextEscape),
        `[ux]\\{0*${anyCase(code.toString(16))}\\}`,
        `U${anyCase(hex(code, 8))}`,
        utf8.map((byte) => `x${anyCase(hex(byte, 2))}`).join(nextEscape),
        utf8.map((byte) => byte.toString(8).padStart(3, '0')).join(nextEscape),
        ...(code > 0x7f && code < 0x100 ? [`x${anyCase(hex(code, 2))}`, code.toString(8)] : []),
        ...(shortEscapes.get(code) ?? []),
      ]),
  },
  { by: 'everybody else', of: ({ text }) => literal(text) },
];

/** Text as a regular expression that means it. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** One character in every encoding. */
export function encoded(text: string): string {
  const char: Char = {
    text,
    code: text.codePointAt(0) ?? 0,
    utf8: [...Buffer.from(text)],
    utf16: Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
  };
  return `(?:${encodings.flatMap((encoding) => encoding.of(char) ?? []).join('|')})`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** Of control characters that are no white space. */
const shortEscapes = new Map([
  [0x00, ['0']],
  [0x07, ['a']],
  [0x08, ['b']],
  [0x1b, ['e', 'E']],
]);

/** Names of HTML: those of signs of ASCII, and of Latin-1 from 160 on. */
const entityNames = new Map<number, string[]>(
  Object.entries({
    '!': 'excl',
    '#': 'num',
    $: 'dollar',
    '%': 'percnt',
    '&': 'amp',
    '(': 'lpar',
    ')': 'rpar',
    '*': 'ast',
    ',': 'comma',
    '.': 'period',
    '/': 'sol',
    ':': 'colon',
    ';': 'semi',
    '<': 'lt',
    '=': 'equals',
    '>': 'gt',
    '?': 'quest',
    '@': 'commat',
    '[': 'lsqb lbrack',
    ']': 'rsqb rbrack',
    '^': 'Hat',
    _: 'lowbar',
    '`': 'grave',
    '{': 'lcub lbrace',
    '|': 'verbar vert',
    '}': 'rcub rbrace',
    '€': 'euro',
  }).map(([sign, names]) => [sign.codePointAt(0) ?? 0, names.split(' ')]),
);
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
for (const [index, name] of latin1.split(' ').entries()) entityNames.set(160 + index, [name]);
