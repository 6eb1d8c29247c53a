/** The first lines of each generated page. */
export const made = (title) => [
  `# ${title}`,
  '',
  '<!-- Made by `npm run docs` from the schemas; edit those. -->',
];

/** A Markdown table. Cells are text; an empty list of rows gives no lines. */
export function table(head, rows) {
  if (rows.length === 0) return [];
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}

const cell = (text) =>
  String(text)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');

/** A sentence: with a full stop, unless it is empty or has an end of its own. */
export const sentence = (text) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
