/** Held at its second step until there is a file `ok`. */
export const web = `name: web
inputs:
  word: { type: string, default: hello }
steps:
  - id: say
    run: echo "\${WORD}"
    env: { WORD: "\${{ inputs.word }}" }
  - id: ready
    run: test -e ok
    check: test -e ok
    undo: rm -f ok
    retry: { attempts: 1 }
`;

export const slow = `name: slow
steps:
  - id: count
    run: while ! test -e enough; do echo tick; sleep 0.1; done
    repeatable: true
`;

export const asks = `name: asks
steps:
  - id: go
    uses: approval
    with: { message: Go on? }
`;

export const hush = `name: hush
secrets: [TOKEN]
steps:
  - id: tell
    run: echo "it is $T"; echo "told=$T" >> "$MUSTER_OUTPUT"
    env: { T: "\${{ secrets.TOKEN }}" }
    outputs: { told: { type: string } }
`;
