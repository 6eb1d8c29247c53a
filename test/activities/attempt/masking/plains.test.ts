import { describe, expect, it } from 'vitest';
import { hiding } from './hiding.js';

const pem = '-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA7\nq8mZr0Zk\nxy\n-----END KEY-----\n';

describe('of a secret in JSON', () => {
  const account = {
    db: { password: 'Zebra-4711-Kiosk', port: 54321 },
    user: 'svc',
    keys: ['first-key', JSON.stringify({ inner: 'second-key' })],
    private_key: pem,
  };
  const pretty = JSON.stringify(account, null, 2);
  const masker = hiding(pretty);

  it('the texts are hidden when they are printed alone', () => {
    const shown = ['Zebra-4711-Kiosk', 'x first-key', '["second-key"]', 'q8mZr0Zk'];
    expect(shown.map(masker.text)).toEqual(['***', 'x ***', '["***"]', '***']);
    expect(masker.text(Buffer.from('me:Zebra-4711-Kiosk').toString('base64'))).toMatch(
      /^bWU6\*\*\*w?=*$/,
    );
  });

  it('all is hidden however it is printed', () => {
    const unquoted = pretty.split(/\s+/).join(' ');
    for (const form of [pretty, JSON.stringify(account), unquoted, JSON.stringify(pretty)]) {
      expect(masker.text(`<${form}>`)).toMatch(/^<"?\*\*\*"?>$/);
    }
    const lines = pretty.split('\n').map(masker.text).join('\n');
    for (const told of ['Zebra', 'first', 'second', 'MIIE', 'q8mZ']) {
      expect(lines).not.toContain(told);
    }
  });

  it('brackets, names of fields, numbers and short texts of other JSON are not', () => {
    const other = { db: { port: 54321, host: 'localhost' }, user: 'svc', keys: [], private_key: 1 };
    const text = JSON.stringify(other, null, 2);
    expect(masker.text(text)).toBe(text);
    expect(text.split('\n').map(masker.text).join('\n')).toBe(text);
  });

  it('a text that is the whole JSON is hidden, with and without its quotes', () => {
    const text = hiding('"the whole text"');
    expect([text.text('the whole text'), text.text('"the whole text"')]).toEqual(['***', '***']);
  });
});

describe('of a secret of several lines', () => {
  it('each line is hidden, whatever ends it and however far it is set in', () => {
    const masker = hiding('first line\r\n\tsecond line \rthird line\n');
    const shown = ['first line', '    second line', 'third line\r'].map(masker.text);
    expect(shown).toEqual(['***', '    ***', '***\r']);
  });

  it('the first and last line of a key, and brackets, are not', () => {
    const masker = hiding(`${pem}  },\n  "a": [\n`);
    for (const line of ['-----BEGIN KEY-----', '-----END KEY-----', '  },', '  "a": [']) {
      expect(masker.text(line)).toBe(line);
    }
  });

  it('short lines are hidden where all of it is printed', () => {
    const masker = hiding('abcdefgh\nxx\nijklmnop');
    expect(masker.text('abcdefgh\nxx\nijklmnop')).toBe('***');
    expect(masker.text('"abcdefgh\\nxx\\nijklmnop"')).toBe('"***"');
  });
});

it('blanks at the ends of a secret need not be printed', () => {
  expect(hiding('  a secret \n').text('[a secret]')).toBe('[***]');
});

it('a very long secret is hidden, and each long piece of it', () => {
  const long = Array.from({ length: 4000 }, (_, index) => ((index * 7919) % 36).toString(36)).join(
    '',
  );
  const masker = hiding(long);
  expect(masker.text(`[${long}]`)).toBe('[***]');
  expect(masker.text(`[${Buffer.from(long).toString('base64')}]`)).toMatch(
    /^\[\*\*\*[\w=]{0,3}\]$/,
  );
});
