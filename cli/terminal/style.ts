import pc from 'picocolors';
import type { Output } from './io.js';

type Colors = ReturnType<typeof pc.createColors>;

/** How text is made for one stream: what every renderer is given. */
export interface Style {
  /** Columns. */
  width: number;
  colors: Colors;
  symbols: Symbols;
}

interface Symbols {
  done: string;
  running: string;
  retrying: string;
  waiting: string;
  held: string;
  failed: string;
  skipped: string;
  bar: string;
  dot: string;
  more: string;
}

const unicode: Symbols = {
  done: '✔',
  running: '▶',
  retrying: '↻',
  waiting: '○',
  held: '■',
  failed: '✖',
  skipped: '−',
  bar: '│',
  dot: '·',
  more: '…',
};

const ascii: Symbols = {
  done: '+',
  running: '>',
  retrying: '@',
  waiting: '.',
  held: '#',
  failed: 'x',
  skipped: '-',
  bar: '|',
  dot: '-',
  more: '~',
};

const narrowest = 40;
const unknownWidth = 80;

/** Follows NO_COLOR, FORCE_COLOR, `--no-color` and what the terminal can show. */
export function styleFor(stream: Output, env: NodeJS.ProcessEnv, colorWanted = true): Style {
  return {
    width: Math.max(stream.columns ?? unknownWidth, narrowest),
    colors: pc.createColors(colorWanted && hasColor(stream, env)),
    symbols: env.TERM === 'linux' || env.TERM === 'dumb' ? ascii : unicode,
  };
}

function hasColor(stream: Output, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
