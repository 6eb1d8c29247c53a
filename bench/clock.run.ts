import type { StepRun } from '../activities/contract/define-step.js';

const run: StepRun<{ times: number; every: number }, Record<string, never>> = {
  async apply(ctx, { times, every }) {
    for (let time = 0; time < times; time++) {
      await ctx.sleep(every);
      ctx.progress({ now: String(Date.now()) });
      ctx.log(`at ${Date.now()}`);
    }
    return {};
  },
};

export default run;
