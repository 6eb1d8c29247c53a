import { describe, expect, it } from 'vitest';
import { waitsFor, waitsText } from '../../scripts/lib/test/waits.mjs';

const worker = { name: 'node', state: 'S', used: 0, foreground: false, isTest: true };
const child = { ...worker, foreground: true, isTest: false };
const daemon = { ...child, foreground: false };

describe('a test file waits', () => {
  it.each([
    ['the processor', 'a process that runs', [{ ...worker, state: 'R' }]],
    ['the processor', 'half a core in many threads', [worker, { ...daemon, used: 0.6 }]],
    ['the processor', 'a machine program that runs', [{ ...child, name: 'vagrant', state: 'R' }]],
    ['machines', 'Vagrant under way', [worker, { ...child, name: 'vagrant' }]],
    ['machines', 'ssh under way', [worker, { ...child, name: 'ssh' }, { ...child, used: 0.2 }]],
    ['a browser', 'a page that is drawn', [worker, { ...child, name: 'chromium', used: 0.1 }]],
    ['servers', 'a daemon at work', [worker, { ...daemon, used: 0.1 }]],
    ['servers', 'one that waits for the disk', [worker, { ...daemon, state: 'D' }]],
    ['timers', 'nobody at work', [worker, child, daemon]],
    ['timers', 'a container that lives on', [worker, { ...daemon, name: 'lxc-start' }]],
  ])('for %s: %s', (what, _, processes) => {
    const word = { 'the processor': 'processor', 'a browser': 'browser' }[what] ?? what;
    expect(waitsFor(processes)).toBe(word);
  });

  it('and its report gives the shares, the largest first, none of nothing', () => {
    expect(waitsText({ timers: 1000, processor: 3000, servers: 2 })).toBe(
      'processor 75 %, timers 25 %',
    );
    expect(waitsText({})).toBe('');
  });
});
