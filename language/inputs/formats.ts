import type { InputDefinition } from '../schema/input.js';

export type Format = NonNullable<InputDefinition['format']>;

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])';
const ipv4 = `(?:${octet}\\.){3}${octet}`;
const leapDay =
  '(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29';
const otherDay =
  '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const date = `(?:${leapDay}|${otherDay})`;
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';

const patterns: { [Name in Exclude<Format, 'uri' | 'ipv6'>]: RegExp } = {
  email:
    /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/,
  hostname:
    /^(?=.{1,253}\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\.?$/,
  ipv4: new RegExp(`^${ipv4}$`),
  cidr: new RegExp(`^${ipv4}/(?:[0-9]|[12][0-9]|3[0-2])$`),
  uuid: /^(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/,
  date: new RegExp(`^${date}$`),
  'date-time': new RegExp(`^${date}T${time}:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-]${time})$`),
};

/** What a text of that format is, in a person's words. */
export const formatWords: { [Name in Format]: string } = {
  uri: 'a URL, such as http://172.17.8.1:8087',
  email: 'an e-mail address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address, such as 172.17.8.101',
  ipv6: 'an IPv6 address',
  cidr: 'a network, such as 172.17.8.0/24',
  uuid: 'a UUID',
  date: 'a date, such as 2026-11-23',
  'date-time': 'a date with time, such as 2026-11-23T17:00:00Z',
};

/** Longer is none of these, and would only take time. */
const longest = 2048;

/** Whether a text has a format. The same in a workflow: pure, and quick on any text. */
export function hasFormat(format: Format, text: string): boolean {
  if (format === 'uri') return URL.canParse(text.trim());
  if (text.length > longest) return false;
  if (format === 'ipv6') return /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]`);
  return patterns[format].test(text);
}
