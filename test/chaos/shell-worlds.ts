import type { RunView } from '../../contract/run.js';
import { tally } from './ledger.js';
import type { Place } from './place.js';
import { processesIn } from './processes.js';
import { install, shellPrograms } from './programs.js';
import { pipelineFile } from './where.js';
import type { Disturbed, World } from './world.js';

/** What a step writes into the ledger, how often it may, and the outputs that later steps read. */
interface Mark {
  step: string;
  line: string;
  /** Its author lets it run twice. */
  repeatable?: true;
  /** In `finally`: once for each run that ended. */
  atEachEnd?: true;
  outputs?: string[];
}

const mark = (step: string, line = step): Mark => ({ step, line });
const again = (step: string): Mark => ({ step, line: step, repeatable: true });

const pipelines: Record<string, Mark[]> = {
  checked: [mark('first'), mark('second'), mark('third')],
  unchecked: [mark('open'), { ...mark('order'), outputs: ['number=7'] }, mark('ship', 'ship-7')],
  repeatable: [again('fetch'), mark('unpack'), again('index')],
  each: [
    ...['a', 'b', 'c', 'd'].map((item) => mark(`copy[${item}]`, `copy-${item}`)),
    ...['a', 'b'].map((item) => mark(`send[${item}]`, `send-${item}`)),
  ],
  sub: [
    mark('before'),
    mark('part/look', 'inner-look'),
    mark('part/act', 'inner-act'),
    mark('after', 'after-inner'),
  ],
  branches: ['left-1', 'left-2', 'right-1', 'right-2', 'join'].map((step) => mark(step)),
  finally: [mark('make'), mark('use'), mark('tidy'), { ...mark('tell'), atEachEnd: true }],
};

const outputs: Record<string, RunView['outputs']> = {
  unchecked: { number: 7 },
  sub: { word: 'inner' },
};

export const shellWorlds: World[] = Object.entries(pipelines).map(([name, marks]) => ({
  name: `shell/${name}`,
  steps: marks.map(({ step }) => ({ id: step, applies: 450, programs: true })),
  enter: async (place) => {
    await install(place, shellPrograms);
    return [pipelineFile(`test/chaos/pipelines/${name}.yaml`)];
  },
  look: (place, step) => {
    const own = marks.find((each) => each.step === step);
    const done = own !== undefined && tally(place.ledger, 'mark').has(own.line);
    return { done, ...(own?.outputs && { outputs: own.outputs }) };
  },
  judge: async (place, view, disturbed) => [
    ...judgeMarks(place, marks, disturbed),
    ...processesIn(place).map((program) => `left running: ${program}`),
    ...(JSON.stringify(view.outputs ?? {}) === JSON.stringify(outputs[name] ?? {})
      ? []
      : [`the outputs are ${JSON.stringify(view.outputs)}`]),
  ],
  leave: async () => {},
}));

function judgeMarks(place: Place, marks: Mark[], { kills, runs }: Disturbed): string[] {
  const counts = tally(place.ledger, 'mark');
  const known = new Set(marks.map(({ line }) => line));
  return [
    ...[...counts.keys()].filter((line) => !known.has(line)).map((line) => `unknown: ${line}`),
    ...marks.flatMap(({ line, repeatable, atEachEnd }) => {
      const count = counts.get(line) ?? 0;
      if (count === 0) return [`lost: ${line}`];
      const most = repeatable ? 1 + kills : atEachEnd ? runs : 1;
      return count > most ? [`doubled: ${line} (${count} times)`] : [];
    }),
  ];
}
