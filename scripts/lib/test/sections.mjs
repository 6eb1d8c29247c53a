/**
 * Put the body between `<!-- test:long NAME -->` and `<!-- /test:long -->` in place of what is there;
 * the rest of the document stays.
 * @param {string} text of the document
 * @param {string} name
 * @param {string} body
 */
export function writeSection(text, name, body) {
  const [begin, end] = [`<!-- test:long ${name} -->`, '<!-- /test:long -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`the document has no section between "${begin}" and "${end}"`);
  }
  return `${text.slice(0, from)}${begin}\n\n${body.trim()}\n\n${text.slice(to)}`;
}

/** A table in Markdown; `right`: columns of numbers. */
export function markdownTable(head, rows, right = []) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (right.includes(i) ? '--:' : '---'));
  return [line(head), line(rule), ...rows.map((cells) => line(cells.map(cell)))].join('\n');
}

/** A text of a test may hold anything. */
const cell = (text) =>
  String(text)
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[|<]/g, (sign) => `\\${sign}`);
