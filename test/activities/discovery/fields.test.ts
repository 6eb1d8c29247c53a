import { describe, expect, it } from 'vitest';
import { tokenWith } from '../../../activities/discovery/schemas.js';

const input = (more: object) =>
  tokenWith.parse({
    service: 'http://127.0.0.1:8087',
    size: 3,
    'user-data': 'user-data',
    template: 'user-data.template',
    vagrant: '.',
    ...more,
  });

describe('the fields of discovery.token', () => {
  it.each([0, -1, 2.5, 65, '3'])('refuse the size %j, which the service would accept', (size) =>
    expect(() => input({ size })).toThrow(),
  );

  it('need a place where machines or members are', () => {
    expect(() => input({ vagrant: undefined })).toThrow(/needs `vagrant` or `members`/);
    expect(input({ vagrant: undefined, members: ['member-1'] }).members).toEqual(['member-1']);
  });

  it('refuse what is no web address', () => {
    expect(() => input({ service: 'ftp://x' })).toThrow();
    expect(() => input({ service: 'discovery' })).toThrow();
  });
});
