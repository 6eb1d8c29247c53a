import { readFileSync } from 'node:fs';

/** What Vagrant 2.3.4 with vagrant-lxc 1.4.3 really wrote. */
export function sample(name: string): string {
  return readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8');
}
