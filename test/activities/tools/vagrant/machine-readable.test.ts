import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  errorExit,
  humanLines,
  liveState,
  parseLine,
  parseOutput,
  statuses,
} from '../../../../activities/tools/vagrant/machine-readable.js';
import { sample } from '../../vagrant/sample.js';

describe('a line of --machine-readable', () => {
  it('is read with its commas, newlines and carriage returns', () => {
    expect(parseLine('1795427177,core-01,ui,info,one%!(VAGRANT_COMMA) two\\nthree\\rfour')).toEqual(
      {
        target: 'core-01',
        type: 'ui',
        data: ['info', 'one, two\nthree\rfour'],
      },
    );
  });

  it('may have any number of fields', () => {
    expect(parseLine('1,,ui')).toEqual({ target: '', type: 'ui', data: [] });
    expect(parseLine('1,a,action,up,start')?.data).toEqual(['up', 'start']);
  });

  it.each([
    '',
    'Host core-01',
    '  HostName 172.17.8.101',
    'a,b,c',
    '12',
    '12,x',
    '1,x,Two words,y',
  ])('is skipped where it is plain text: %j', (line) => expect(parseLine(line)).toBeUndefined());

  it('gives back whatever Vagrant wrote into it', () => {
    // A backslash before n or r is Vagrant's own ambiguity: it does not escape it.
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !/\\[nr]|\r?\n$/.test(each));
    const name = fc.stringMatching(/^[a-z0-9-]*$/);
    fc.assert(
      fc.property(name, fc.array(text), (target, data) => {
        const written = data.map((each) =>
          each.replaceAll(',', '%!(VAGRANT_COMMA)').replaceAll('\n', '\\n').replaceAll('\r', '\\r'),
        );
        const line = ['1795427177', target, 'ui', ...written].join(',');
        expect(parseLine(line)).toEqual({ target, type: 'ui', data });
      }),
    );
  });

  it('never breaks the reader, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (line) => void parseLine(line)));
  });
});

describe('the output of a command', () => {
  it('tells the state of every machine, in the order of the Vagrantfile', () => {
    expect(statuses(parseOutput(sample('status-partial-mr.out')))).toEqual([
      { name: 'core-01', state: 'running', provider: 'lxc' },
      { name: 'core-02', state: 'stopped', provider: 'lxc' },
      { name: 'core-03', state: 'running', provider: 'lxc' },
    ]);
    expect(statuses(parseOutput(sample('status-before.out'))).map(({ state }) => state)).toEqual([
      'not_created',
      'not_created',
      'not_created',
    ]);
  });

  it('tells the state of every machine however their lines interleave', () => {
    const lines = sample('status-partial-mr.out').split('\n');
    const expected = statuses(parseOutput(lines.join('\n')));
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        const found = statuses(parseOutput(shuffled.join('\n')));
        expect(found.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(expected);
      }),
    );
  });

  it('tells the class and the text of an error', () => {
    expect(errorExit(parseOutput(sample('fail-nobox-mr.out')))).toMatchObject({
      class: 'Vagrant::Errors::DownloaderError',
      text: expect.stringContaining('message, if any, is reproduced below'),
    });
    expect(errorExit(parseOutput(sample('up-userdata.out')))).toBeUndefined();
  });

  it('tells each machine from its first line to its last', () => {
    const seen: Record<string, string[]> = {};
    for (const message of parseOutput(sample('up-userdata.out'))) {
      const state = liveState(message);
      if (state === undefined || message.target === '') continue;
      const states = seen[message.target] ?? [];
      seen[message.target] = states.at(-1) === state ? states : [...states, state];
    }
    const all = ['starting', 'importing', 'booting', 'booted', 'provisioning', 'running'];
    expect(seen).toEqual({ 'core-01': all, 'core-02': all, 'core-03': all });
  });

  it('is shown to a person as text, without the protocol', () => {
    const lines = parseOutput(sample('up-userdata.out')).flatMap(humanLines);
    expect(lines.slice(0, 4)).toEqual([
      "Bringing machine 'core-01' up with 'lxc' provider...",
      "Bringing machine 'core-02' up with 'lxc' provider...",
      "Bringing machine 'core-03' up with 'lxc' provider...",
      "==> core-03: Importing base box 'coreos-alpha'...",
    ]);
    expect(lines.join('\n')).not.toMatch(/VAGRANT_COMMA|\\n|,action,/);
  });
});
