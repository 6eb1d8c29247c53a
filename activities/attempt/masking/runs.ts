import { afterBackslash } from './encodings.js';

/**
 * Blanks, quotes, backslashes and plus signs: what shells, forms and JSON join, double and put backslashes before in so
 * many ways (`'\''`, `'"'"'`, `\"`, `\\\"`, `a\ b`, `a+b`) that a run of them counts as any run of the same kind.
 * Each item begins otherwise than all others, so that no text can be read in two ways, and none takes long.
 */
const kinds = {
  blank: {
    chars: '\\s+',
    names: 'nbsp|Tab|NewLine',
    decimal: '32|9|1[0-3]',
    hex: '20|0[9a-dA-D]',
    octal: '040|01[1-5]',
    letters: 'nrtvf',
  },
  quote: {
    chars: '\'"',
    names: 'quot|apos|bsol',
    decimal: '34|39|92',
    hex: '2[27]|5[cC]',
    octal: '04[27]|134',
    letters: '',
  },
  plus: { chars: '+', names: 'plus', decimal: '43', hex: '2[bB]', octal: '053', letters: '' },
};

/** Where one of these stands in a secret, it belongs to a run. */
export const runOf = /[ \t\r\n\v\f'"\\+]+/;

/** The regular expression of a run, and of the text that cannot stand before its beginning. */
export function patternOfRun(run: string): { pattern: string; notBefore: string } {
  const found = [
    ...(/\s/.test(run) ? [kinds.blank] : []),
    ...(/['"\\]/.test(run) ? [kinds.quote] : []),
    ...(/\+/.test(run) ? [kinds.plus] : []),
  ];
  const any = (part: keyof typeof kinds.blank) => found.map((kind) => kind[part]).join('|');
  const chars = `[${found.map((kind) => kind.chars).join('')}\\\\]`;
  const letters = found.map((kind) => kind.letters).join('');
  const escapes = [
    ...(letters ? [`[${letters}]`] : []),
    `(?:u00|x)(?:${any('hex')})`,
    `[ux]\\{0*(?:${any('hex')}|[9a-dA-D])\\}`,
    any('octal'),
  ];
  const items = [
    chars,
    afterBackslash(escapes),
    `%(?:25)*(?:${any('hex')}|5[cC])`,
    `&(?:amp;)*(?:${any('names')}|#0*(?:${any('decimal')})|#[xX]0*(?:${any('hex')}|[9a-dA-D]));`,
  ];
  return { pattern: `(?:${items.join('|')})+`, notBefore: `(?<!${chars})` };
}
