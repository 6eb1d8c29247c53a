import { expect, it } from 'vitest';
import { cronExpressions } from '../../client/cron.js';
import { specOf } from '../../client/schedule-times.js';

it.each([
  ['0 4 * * *', ['0 4 * * *']],
  ['  0  4 * * * ', ['0 4 * * *']],
  ['@daily', ['@daily']],
  ['0 4 29 2 *', ['0 4 29 2 *']],
  ['0 4 31 4,5 *', ['0 4 31 4,5 *']],
  ['0 4 30,31 */2 *', ['0 4 30,31 */2 *']],
  ['0 4 31 2-3 *', ['0 4 31 2-3 *']],
  ['0 4 31 FEB/1 *', ['0 4 31 FEB/1 *']],
  // As crontab: either, unless one of them begins with a star.
  ['0 4 13 * 5', ['0 4 13 * *', '0 4 * * 5']],
  ['0 4 1 * MON', ['0 4 1 * *', '0 4 * * MON']],
  ['0 4 */2 * MON', ['0 4 */2 * MON']],
])('%s is due as crontab says: %j', (cron, expressions) => {
  expect(cronExpressions(cron)).toEqual(expressions);
});

it.each([
  ['0 5 4 * * *', /has 6 fields, not five/],
  ['0 0 4 * * * *', /has 7 fields, not five/],
  ['0 30 4 * * * 2027', /has 7 fields, not five/],
  ['0 4 * *', /has 4 fields, not five/],
  ['', /not five/],
  ['CRON_TZ=Europe/Berlin 0 4 * * *', /takes no CRON_TZ=Europe\/Berlin/],
  ['TZ=UTC 0 4 * *', /takes no TZ=UTC/],
  ['0 4 30 2 *', /is never due/],
  ['0 4 30-31 FEB *', /is never due/],
  ['0 4 31 4,6,9,11 *', /is never due/],
  ['0 4 31 4-11/5 *', /is never due/],
  ['@every 30s', /knows no @every/],
  ['@reboot', /knows no @reboot/],
])('%s is refused: %s', (cron, why) => {
  expect(() => cronExpressions(cron)).toThrow(why);
});

it.each([
  ['1m', 60_000],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['2w', 1_209_600_000],
])('every %s is %i ms', (every, ms) => {
  expect(specOf({ every })).toEqual({ intervals: [{ every: ms }] });
});

it.each(['59s', '0m', '', 'now', '30'])('every %j is refused', (every) => {
  expect(() => specOf({ every })).toThrow('is no time of a minute or more');
});
