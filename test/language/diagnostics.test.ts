import { describe, expect, it } from 'vitest';
import { diagnosticCodes, formatDiagnostics } from '../../language/index.js';
import { load } from './rig.js';

/** What a person sees of a file. */
async function report(text: string): Promise<string> {
  return (await load({ 'pipeline.yaml': text, 'a.service': '' })).report;
}

describe('the report on a pipeline', () => {
  it('says everything that is wrong at once, in the order of the text', async () => {
    const text = `
nam: demo
inputs:
  machines: { type: integer, default: x, patern: x }
steps:
  - id: token
    uses: token.mak
    with: { service: "\${{ input.registry }}", size: "\${{ inputs.machine }}" }
  - id: machines
    uses: machines.up
    needs: []
    with: { directory: 3, pasword: "\${{ secrets.PASSWORD }}", provider: lcx }
    timeout: 90
    retry: { attempts: 0, intervall: 3s }
  - uses: units.start
    with: { tunnel: "\${{ steps.machines.outputs.machines[0].shh }}", units: [] }
  - run: echo \${{ inputs.machines }}
    needs: [tokn]
  - 3
outputs:
  addresses: "\${{ steps.machines.outputs.machine.*.ip }}"
`;
    expect(await report(text)).toMatchInlineSnapshot(`
      "pipeline.yaml:2:1 error there is no field nam here [field.unknown]
        2 | nam: demo
          | ^^^
        hint: did you mean name? (fields here: name, description, inputs, secrets,
          env, timeout, defaults, steps, on-hold, finally, outputs)

      pipeline.yaml:4:39 error default must be a whole number, not text
        [field.invalid]
        4 |   machines: { type: integer, default: x, patern: x }
          |                                       ^

      pipeline.yaml:4:42 error there is no field patern here [field.unknown]
        4 |   machines: { type: integer, default: x, patern: x }
          |                                          ^^^^^^
        hint: did you mean pattern? (fields here: type, description, default,
          required, enum, minimum, maximum, min-length, max-length, pattern, format,
          items, min-items, max-items)

      pipeline.yaml:7:11 error there is no step type token.mak [step.type]
        7 |     uses: token.mak
          |           ^^^^^^^^^
        hint: did you mean token.make?

      pipeline.yaml:8:27 error there is no input here [expression.name]
        8 |     with: { service: "\${{ input.registry }}", size: "\${{ inputs.machine }…
          |                           ^^^^^
        hint: did you mean inputs?

      pipeline.yaml:8:58 error there is no input machine [expression.name]
        8 | …"\${{ input.registry }}", size: "\${{ inputs.machine }}" }
          |                                      ^^^^^^^^^^^^^^
        hint: did you mean machines?

      pipeline.yaml:12:24 error directory must be text, not a whole number
        [field.invalid]
        12 |     with: { directory: 3, pasword: "\${{ secrets.PASSWORD }}", provider: …
           |                        ^

      pipeline.yaml:12:27 error there is no field pasword here [field.unknown]
        12 |     with: { directory: 3, pasword: "\${{ secrets.PASSWORD }}", provider: …
           |                           ^^^^^^^
        hint: did you mean password? (fields here: directory, password, provider,
          labels)

      pipeline.yaml:12:36 error the secret PASSWORD is not declared [secret.unknown]
        12 |     with: { directory: 3, pasword: "\${{ secrets.PASSWORD }}", provider: …
           |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: declare it at the top of this file: secrets: [PASSWORD]

      pipeline.yaml:12:73 error provider must be one of lxc, virtualbox
        [field.invalid]
        12 | …{{ secrets.PASSWORD }}", provider: lcx }
           |                                     ^^^
        hint: did you mean lxc?

      pipeline.yaml:13:14 error timeout must be a time with its unit, such as 5s,
        1m30s or 500ms [field.invalid]
        13 |     timeout: 90
           |              ^^

      pipeline.yaml:14:24 error attempts must be at least 1, not 0 [field.invalid]
        14 |     retry: { attempts: 0, intervall: 3s }
           |                        ^

      pipeline.yaml:14:27 error there is no field intervall here [field.unknown]
        14 |     retry: { attempts: 0, intervall: 3s }
           |                           ^^^^^^^^^
        hint: did you mean interval? (fields here: attempts, interval, backoff,
          max-interval)

      pipeline.yaml:16:26 error machines.outputs.machines has no shh [expression.name]
        16 |     with: { tunnel: "\${{ steps.machines.outputs.machines[0].shh }}", uni…
           |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: did you mean ssh?

      pipeline.yaml:16:77 error units must have at least 1 item [field.invalid]
        16 | …utputs.machines[0].shh }}", units: [] }
           |                                     ^^

      pipeline.yaml:17:15 error run cannot hold an expression: its value could become
        code [expression.script]
        17 |   - run: echo \${{ inputs.machines }}
           |               ^^^^^^^^^^^^^^^^^^^^^^
        hint: set VALUE: "\${{ inputs.machines }}" under env of this step, and write
          "$VALUE" here

      pipeline.yaml:18:13 error there is no step tokn [needs.unknown]
        18 |     needs: [tokn]
           |             ^^^^
        hint: did you mean token?

      pipeline.yaml:19:5 error steps[4] must be a map, not a whole number
        [field.invalid]
        19 |   - 3
           |     ^

      pipeline.yaml:21:19 error machines has no output machine [expression.name]
        21 |   addresses: "\${{ steps.machines.outputs.machine.*.ip }}"
           |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: did you mean machines?
      "
    `);
  });

  it.each([
    ['a step with both or neither of uses and run', '- { uses: approval, run: x }\n  - { id: a }'],
    ['fields that belong to a script', '- { uses: approval, check: x, with: { message: m } }'],
    ['a script written as a type', '- { uses: shell, with: { run: x } }'],
    ['with beside run', '- { run: x, with: { a: 1 } }'],
    ['two steps of one id', '- { id: a, run: x }\n  - { id: a, run: y }'],
    ['an id that is none', '- { id: Add_1, run: x }'],
    ['times that are none', '- { run: x, timeout: 5 minutes, retry: { interval: 1x } }'],
    [
      'fields that say nothing of an approval',
      '- { uses: approval, with: { message: m }, retry: { attempts: 2 } }',
    ],
    ['verify without a check', '- { run: x, verify: { passes: 2 } }'],
    ['an expression in a name', `- { run: x, name: "Step \${{ run.name }}" }`],
    ['variables that no shell reads', '- { run: x, env: { a-b: 1, C: [1] } }'],
    ['a value that is left empty', '- { run: x, env: { A: } }'],
    ['a missing field of a type', '- { uses: token.make, with: { size: 3 } }'],
    ['a number out of range', '- uses: token.make\n    with: { size: 12, service: nowhere }'],
    ['a value of the wrong form', '- uses: units.start\n    with: { tunnel: 3, units: a.service }'],
    ['steps that wait for each other', '- { id: a, run: x, needs: [b] }\n  - { id: b, run: y }'],
  ])('tells of %s', async (_what, steps) => {
    expect(await report(`name: demo\nsteps:\n  ${steps}\n`)).toMatchSnapshot();
  });

  it('cuts a long line around the place', async () => {
    const long = `name: demo\nsteps: [{ run: x, env: { A: "${'x'.repeat(300)}" }, retry: { tries: 3 } }]`;
    expect(await report(long)).toMatchInlineSnapshot(`
      "pipeline.yaml:2:344 error there is no field tries here [field.unknown]
        2 | …xxxxxxxxxxxxxxxxxxxxxx" }, retry: { tries: 3 } }]
          |                                      ^^^^^
        hint: fields here: attempts, interval, backoff, max-interval
      "
    `);
  });

  it('has colours only where they are asked for', async () => {
    const { diagnostics, sources } = await load('name: demo\nsteps: []\n');
    const plain = formatDiagnostics(diagnostics, sources);
    const coloured = formatDiagnostics(diagnostics, sources, { color: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31merror\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of the terminal.
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('explains every code', () => {
    for (const [code, { meaning }] of Object.entries(diagnosticCodes)) {
      expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(meaning.length).toBeGreaterThan(10);
    }
  });
});
