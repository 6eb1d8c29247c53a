import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderUserData,
  tokenId,
  tokenOf,
} from '../../../../activities/tools/registry/user-data.js';

const template = `#cloud-config

coreos:
  etcd:
    # A new one for each cluster.
    discovery: https://discovery.etcd.io/<token>
    addr: $public_ipv4:4001
  fleet:
    public-ip: $public_ipv4   # kept
`;
const token = 'http://172.17.8.1:8087/a1b5e3f22a26740f6a1a9e010ce456d5';
const render = (text: string) => renderUserData(text, token, 'user-data.template');

describe('the token in the user-data', () => {
  it('takes the place of the placeholder, and nothing else changes', () => {
    expect(render(template)).toBe(template.replace('https://discovery.etcd.io/<token>', token));
  });

  it('is found again', () => expect(tokenOf(render(template))).toBe(token));

  it('goes into etcd2, or into both', () => {
    const both = 'coreos:\n  etcd:\n    discovery: x\n  etcd2:\n    discovery: "y"\n';
    expect(render(both)).toBe(
      `coreos:\n  etcd:\n    discovery: ${token}\n  etcd2:\n    discovery: ${token}\n`,
    );
  });

  it('goes where the template has only the key', () => {
    const text = render('coreos:\n  etcd2:\n    discovery:\n    name: a\n');
    expect(text).toBe(`coreos:\n  etcd2:\n    discovery: ${token}\n    name: a\n`);
  });

  it('replaces a former one', () => {
    const other = render(template).replace('a1b5', 'ffff');
    expect(render(other)).toBe(render(template));
  });

  it('keeps every other byte of any template', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, word, fc.nat(3), (before, after, blanks) => {
        const head = `# ${before}\ncoreos:\n  etcd:\n    discovery:${' '.repeat(blanks + 1)}`;
        const tail = `\n    name: ${after} # ${before}\nwrite_files: []\r\n`;
        expect(render(`${head}<token>${tail}`)).toBe(`${head}${token}${tail}`);
      }),
    );
  });
});

it.each([
  ['a placeholder', template],
  ['no discovery', 'coreos:\n  units: []\n'],
  ['nothing', ''],
  ['a shell script', '#!/bin/sh\necho "discovery: {"\n'],
])('has no token where there is %s', (_, text) => expect(tokenOf(text)).toBeUndefined());

it.each([
  ['has no discovery', 'coreos:\n  fleet: {}\n', 'there is no `discovery`'],
  ['is no YAML', 'coreos:\n  etcd: [\n', 'line'],
])('a template that %s is an error that names the file', (_, text, message) => {
  expect(() => render(text)).toThrow(
    expect.objectContaining({
      code: 'template.invalid',
      message: expect.stringMatching(`^user-data.template: .*${message}`),
    }),
  );
});

it('takes the last part of a URL for the id, and no placeholder or service', () => {
  expect(tokenId(token)).toBe('a1b5e3f22a26740f6a1a9e010ce456d5');
  expect(tokenId('https://discovery.etcd.io/<token>')).toBeUndefined();
  expect(tokenId('https://discovery.etcd.io/new')).toBeUndefined();
  expect(tokenId('https://discovery.etcd.io/')).toBeUndefined();
  expect(tokenId('<html>')).toBeUndefined();
});
