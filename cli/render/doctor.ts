import type { Finding, Need } from '../doctor/finding.js';
import type { Style } from '../terminal/style.js';
import { pad, widest, wrap } from '../terminal/text.js';

const titles: Record<Need, string> = {
  muster: 'Muster itself',
  lab: 'The lab (three machines on this computer)',
  'brought by the lab': 'Programs that the lab installs where they are missing',
};

/** What was found, by what it is for; below what is missing, what follows from it. */
export function doctorLines(findings: Finding[], style: Style): string[] {
  const { colors, symbols } = style;
  const width = widest(findings.map((finding) => finding.name));
  const needs = Object.keys(titles) as Need[];
  const blocks = needs.flatMap((need) => {
    const own = findings.filter((finding) => finding.need === need);
    const lines = own.flatMap(({ name, ok, found, follows }) => {
      const mark = ok ? colors.green(symbols.done) : colors.red(symbols.failed);
      const indent = ' '.repeat(4 + width + 2);
      const line = `  ${mark} ${pad(name, width)}  ${found}`;
      const below = follows === undefined ? [] : wrap(follows, style.width - 1 - indent.length);
      return [line, ...below.map((text) => colors.dim(indent + text))];
    });
    return ['', colors.bold(titles[need]), ...lines];
  });
  return blocks.slice(1);
}
