import { expect, it } from 'vitest';
import { conflictWarnings } from '../../../activities/fleet/warnings.js';
import { codeIt, unit } from './units.js';

const chapter = [codeIt(1), codeIt(2, 'code.it.2.service'), codeIt(3)];

it("warns of the chapter's second unit, whose glob names only itself", () => {
  const [warning, ...more] = conflictWarnings(chapter).filter((line) => !line.includes('%i'));
  expect(more).toEqual([]);
  expect(warning).toBe(
    'code.it.2.service: X-Conflicts=code.it.2.service names only the unit itself, which fleet skips: only the globs of code.it.1.service, code.it.3.service keep it apart from them, and two units written like this one could share a machine; write X-Conflicts=code.it.*.service',
  );
});

it('says that nothing keeps it apart where its siblings do not either', () => {
  const [warning] = conflictWarnings([unit('a.1.service', 'Conflicts=%n'), unit('a.2.service')]);
  expect(warning).toContain('nothing keeps it apart from other units');
});

it("tells of the chapter's empty %i, and not where the unit is an instance or a template", () => {
  expect(conflictWarnings(chapter).filter((line) => line.includes('%i'))).toEqual(
    [1, 2, 3].map((n) =>
      expect.stringContaining(
        `code.it.${n}.service: %i in ExecStartPost is empty, as the unit is no instance`,
      ),
    ),
  );
  const post = 'ExecStartPost=/usr/bin/etcdctl set /domains/%p/%H:%i running';
  expect(conflictWarnings([unit('code.it@1.service', '', post)])).toEqual([]);
  expect(conflictWarnings([unit('code.it@.service', '', post)])).toEqual([]);
  expect(conflictWarnings([unit('a.service', '', 'ExecStart=/bin/date +%%i')])).toEqual([]);
});

it('warns of specifiers and keys that fleet does not know', () => {
  expect(conflictWarnings([unit('a.service', 'MachineMetadata=host=%H\nConflict=b.*')])).toEqual([
    expect.stringContaining('fleet does not know Conflict in [X-Fleet]'),
    expect.stringContaining('%H in MachineMetadata stays as it is'),
  ]);
});

it('has nothing to say of units that keep away from each other', () => {
  expect(
    conflictWarnings([
      unit('web@1.service', 'Conflicts=web@*.service'),
      unit('web@2.service', 'Conflicts=web@*.service'),
    ]),
  ).toEqual([]);
});
