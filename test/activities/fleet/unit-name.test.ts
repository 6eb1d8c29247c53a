import { expect, it } from 'vitest';
import { startWith } from '../../../activities/fleet/schemas.js';
import {
  expandSpecifiers,
  isTemplate,
  parseUnitName,
  unitNameOf,
} from '../../../activities/fleet/unit-name.js';

it('takes a path by its file name, and a bare word for a service, as fleetctl does', () => {
  expect(unitNameOf('units/code.it.1.service')).toBe('code.it.1.service');
  expect(unitNameOf('hello')).toBe('hello.service');
  expect(unitNameOf('app.socket')).toBe('app.socket');
});

it('tells templates, instances and plain units apart', () => {
  expect(parseUnitName('web@1.service')).toMatchObject({
    template: 'web@.service',
    instance: '1',
    prefix: 'web',
  });
  expect(isTemplate(parseUnitName('web@.service'))).toBe(true);
  expect(isTemplate(parseUnitName('web@1.service'))).toBe(false);
  expect(isTemplate(parseUnitName('web.service'))).toBe(false);
});

it("expands fleet's four specifiers and leaves others", () => {
  const unit = parseUnitName('web@1.service');
  expect(expandSpecifiers('%n %N %p %i %H', unit)).toBe('web@1.service web@1 web 1 %H');
});

it.each(['--replace', "a';reboot;'.service", 'a b.service', ''])('refuses %j as a name', (name) => {
  const input = { tunnel: 'a', units: [name] };
  expect(startWith.safeParse(input).success).toBe(false);
});
