/**
 * A bring-up as it looks in life, in shell: machines, members and units of a cluster that exists as
 * files only, so that pictures of it can be taken on any computer. The machine `core-02` comes up
 * once there is a file `repaired`.
 */
export const showcase = {
  'cluster/pipeline.yaml': `
name: cluster
description: Three machines that find each other, and the app on all of them
inputs:
  machines: { type: integer, default: 3, minimum: 1, maximum: 9, description: How many machines }
  channel: { type: string, enum: [alpha, beta, stable], default: stable, description: Which release the machines run }
  subnet: { type: string, default: 10.4.8, pattern: '^([0-9]{1,3}\\.){2}[0-9]{1,3}$', description: First three parts of the addresses }
  owner: { type: string, default: platform, min-length: 2, description: Who is called at night }
  images: { type: string, format: uri, default: "https://images.example.net", description: Where images come from }
  rolling: { type: boolean, default: true, description: One machine at a time }
  labels: { type: array, items: { type: string }, default: [rack-1, edge], description: What the scheduler may ask for }
steps:
  - id: network
    uses: ../network/pipeline.yaml
    needs: []
  - id: token
    name: Discovery token
    needs: []
    run: sleep 0.4; echo "token=https://discovery.example.net/6f1c" >> "$MUSTER_OUTPUT"; touch token
    check: test -e token || exit 1; echo "token=https://discovery.example.net/6f1c" >> "$MUSTER_OUTPUT"
    outputs: { token: { type: string, description: Where the machines meet } }
  - id: machine
    name: Machines
    for-each: [core-01, core-02, core-03]
    run: |
      for line in "downloading the image" "unpacking" "booting $MACHINE"; do printf '\\033[36m==> %s:\\033[0m %s\\n' "$MACHINE" "$line"; sleep 0.3; done
      if test "$MACHINE" = core-02 && ! test -e repaired; then
        printf '\\033[31m%s: no lease on br-core after 20 s\\033[0m\\n' "$MACHINE" >&2
        echo "core-02: its network cable is out, or another machine has its address" >&2
        exit 1
      fi
      printf '\\033[32m%s is up\\033[0m\\n' "$MACHINE"
      touch "$MACHINE"
    check: test -e "$MACHINE" || exit 1
    undo: rm -f "$MACHINE"
    env: { MACHINE: "\${{ each.item }}" }
    retry: { attempts: 2, interval: 1s }
  - id: members
    name: All members are healthy
    run: sleep 0.5; touch members
    check: test -e members || exit 1
  - id: units
    name: Units submitted
    run: sleep 0.4; touch units
    check: test -e units || exit 1
    needs: [members]
  - id: release
    name: Somebody lets traffic in
    uses: approval
    with: { message: "All three machines are healthy. Let traffic in?" }
    needs: [members]
    if: inputs.owner == 'shop'
  - id: answers
    name: The app answers
    run: sleep 0.3; echo "url=http://10.4.8.101/" >> "$MUSTER_OUTPUT"; touch answers
    check: test -e answers || exit 1; echo "url=http://10.4.8.101/" >> "$MUSTER_OUTPUT"
    outputs: { url: { type: string, description: Where the app is } }
outputs:
  app: "\${{ steps.answers.outputs.url }}"
  token: "\${{ steps.token.outputs.token }}"
`,
  'network/pipeline.yaml': `
name: network
description: The bridge that machines hang on, and names for them
steps:
  - id: bridge
    run: sleep 0.3; touch bridge
    check: test -e bridge || exit 1
    undo: rm -f bridge
  - id: names
    run: sleep 0.2; touch names
    check: test -e names || exit 1
    undo: rm -f names
`,
  'backup/pipeline.yaml': `
name: backup
description: A copy of the cluster's keys, taken and read back
steps:
  - id: copy
    run: cp ../cluster/token copy
    check: test -e copy || exit 1
  - id: read
    run: cat copy
    check: test -s copy || test -e copy || exit 1
`,
  'certificates/pipeline.yaml': `
name: certificates
description: Certificates that are about to run out are renewed
steps:
  - id: renew
    runs: ./renew.sh
`,
};
