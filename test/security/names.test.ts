import { sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepLogsFolder, stepStateFolder } from '../../activities/attempt/places.js';
import { runName } from '../../cli/command/options.js';

const hostile = [
  '../../etc/passwd',
  '..',
  '/etc/passwd',
  "x' OR WorkflowId = 'coreos",
  'x" OR "" = "',
  'look/coreos/1',
  'a b',
  'a\nb',
  'a\u0000b',
  '\u001b[2J',
  '--undo',
  '$(touch evil)',
  'ａ',
  '',
  'x'.repeat(64),
];

describe('a name from outside', () => {
  it.each(hostile)('is no name of a run: %j', (name) => {
    expect(() => runName(name)).toThrow();
  });

  it('stays in its folder as the name of one, whatever it is', () => {
    const home = '/state';
    const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, text, (name, runId, step) => {
        const logs = stepLogsFolder(home, { name, runId }, step).split(sep);
        // As many folders as there are names: none went up, none was left out.
        if ([name, runId, step].every((one) => one !== '')) expect(logs).toHaveLength(6);
        expect(logs.slice(0, 3)).toEqual(['', 'state', 'runs']);
        expect(logs.join(sep)).not.toMatch(/[^\P{Cc}]/u);
        expect(stepStateFolder(home, name, runId).split(sep)).toHaveLength(4);
      }),
    );
  });
});
