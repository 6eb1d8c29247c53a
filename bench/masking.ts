import { createHash } from 'node:crypto';
import { createMasker, type Secret } from '../activities/attempt/masking/masker.js';

/**
 * How many lines a second are masked: `npm run bench:masking`. Each log line of a step passes
 * through this, on the thread that everything else of the worker runs on.
 */

const lines = 50_000;

const hex = (seed: string) => createHash('sha256').update(seed).digest('hex');

/** Passwords with letters and signs, tokens, two keys of several lines, and one in JSON. */
function secretsLike(count: number): Secret[] {
  return Array.from({ length: count }, (_, index) => {
    const text = hex(`secret ${index}`);
    const values = [
      `${text.slice(0, 8)}'${text.slice(8, 12)}/&$ ${text.slice(12, 20)}`,
      Buffer.from(text).toString('base64'),
      `Größe-${text.slice(0, 14)}`,
    ];
    const pem = `-----BEGIN KEY-----\n${hex(text)}\n${hex(hex(text))}\n-----END KEY-----\n`;
    const account = JSON.stringify({ type: 'account', key: pem, user: text.slice(0, 9) }, null, 2);
    const many = index === 3 || index === 7 ? pem : index === 11 ? account : undefined;
    return { name: `S${index}`, value: many ?? values[index % values.length] ?? '' };
  });
}

/** What programs print: a time, a level, words, a path; one of a hundred holds a secret. */
function linesLike(secrets: Secret[]): string[] {
  return Array.from({ length: lines }, (_, index) => {
    const word = hex(`line ${index}`);
    const held =
      index % 100 === 0 ? (secrets[(index / 100) % Math.max(1, secrets.length)]?.value ?? '') : '';
    return `2026-11-29T14:00:${index % 60} INFO request ${word.slice(0, 12)} GET /api/v1/items/${index} took ${index % 97} ms ${held.split('\n')[1] ?? held}`;
  });
}

/** Milliseconds of processor time: another process that computes meanwhile does not count. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

for (const count of [0, 1, 5, 20]) {
  const secrets = secretsLike(count);
  const began = cpu();
  const masker = createMasker(secrets);
  const making = cpu() - began;
  const text = linesLike(secrets);
  for (const line of text.slice(0, 5_000)) masker.text(line);
  const from = cpu();
  let hidden = 0;
  for (const line of text) if (masker.text(line) !== line) hidden++;
  const second = Math.round(lines / ((cpu() - from) / 1000));
  console.log(
    `${count} secrets: ${second} lines/s, ${hidden} hidden, made in ${making.toFixed(1)} ms`,
  );
}
