/** Pipelines of the page's tests: shell scripts, each of which can be broken from outside. */

/** `import` fails until there is a file `orders.csv`; everything can be checked and undone. */
export const shop = `
name: shop
description: A shop with its orders
inputs:
  shelves: { type: integer, default: 3, minimum: 1, maximum: 9, description: How many shelves }
  owner: { type: string, min-length: 2, description: Whose shop it is }
  kind: { type: string, enum: [books, tools], default: books, description: What it sells }
env: { SHELVES: "\${{ inputs.shelves }}", OWNER: "\${{ inputs.owner }}" }
steps:
  - id: folder
    name: A folder for the shop
    run: |
      echo "making shelves for $OWNER"
      mkdir -p shelves
    check: test -d shelves
    undo: rmdir shelves
  - id: import
    run: |
      printf '\\033[32mreading orders.csv\\033[0m\\n'
      test -s orders.csv || { echo "orders.csv is empty or not there" >&2; exit 1; }
      cp orders.csv shelves.csv
    check: cmp -s orders.csv shelves.csv || exit 1
    undo: rm -f shelves.csv
    retry: { attempts: 1 }
  - id: report
    run: |
      echo "lines=$(wc -l < shelves.csv)" >> "$MUSTER_OUTPUT"
    outputs:
      lines: { type: integer, description: How many orders }
on-hold:
  - id: call
    run: echo "somebody is called"
outputs:
  orders: "\${{ steps.report.outputs.lines }}"
`;

/** `come` fails until there is a file `there`, and tries again after ten minutes; `never` always does. */
export const patient = `
name: patient
steps:
  - id: come
    run: test -e there || { echo "nobody is there" >&2; exit 1; }
    check: test -e there || exit 1
    retry: { attempts: 5, interval: 10m }
  - id: never
    needs: []
    run: exit 1
    retry: { attempts: 5, interval: 10m }
`;

/** Somebody is asked before `open`. */
export const gate = `
name: gate
steps:
  - id: build
    run: touch built
    check: test -e built
    undo: rm built
  - id: release
    uses: approval
    with: { message: "Open the gate for everybody?" }
  - id: open
    run: touch open
    check: test -e open
    undo: rm open
`;

/**
 * Waits in `slow` until somebody writes a file `go`; says so nine times, which are in sight at
 * once however long it waits, and again whenever somebody writes a file `again`.
 */
export const slow = `
name: slow
steps:
  - id: first
    run: echo one
  - id: slow
    run: |
      for n in 1 2 3 4 5 6 7 8 9; do echo "waiting $n"; sleep 0.1; done
      while ! test -e go; do
        if test -e again; then rm again; echo "waiting again"; fi
        sleep 0.1
      done
      echo "went"
  - id: last
    run: echo three
`;

/** Its text has an error in line 4. */
export const broken = `name: broken
steps:
  - id: one
    runs: echo hello
`;

/** So many steps, side by side in groups of ten, the last of which writes so many lines. */
export function large(steps: number, lines: number): string {
  const each = Array.from({ length: steps - 1 }, (_, index) => {
    const id = `step-${index + 1}`;
    const needs = index < 10 ? '[]' : `[step-${index - 9}]`;
    return `  - id: ${id}\n    needs: ${needs}\n    run: "true"\n    check: "true"`;
  });
  return [
    'name: large',
    'steps:',
    '  - id: talk',
    '    needs: []',
    `    run: seq -f 'line %.0f of the long output' 1 ${lines}`,
    ...each,
    '',
  ].join('\n');
}
