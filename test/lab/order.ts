import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that break the cluster of the lab, in the order in which each needs least after the one before: from
 * repairs, over a resume that takes all of it down and the page that brings it up again, to kills.
 */
export const breakingTests = [
  'test/lab/2-repair.lab.test.ts',
  'test/lab/5-resume.lab.test.ts',
  'test/page/cluster.lab.test.ts',
  'test/lab/4-kill.lab.test.ts',
  'test/lab/6-two-names.lab.test.ts',
];

/** Tests that need the programs of the lab, not its cluster: they run beside all of the above. */
export const apartTests = [
  'test/activities/vagrant/*.lab.test.ts',
  'test/activities/etcd/*.lab.test.ts',
  'test/activities/discovery/registry.lab.test.ts',
  'test/activities/discovery/token.lab.test.ts',
  'test/bad-luck/registry.lab.test.ts',
  'test/bad-luck/vagrant.lab.test.ts',
];

/** Vitest's own order, and of the tests that break the cluster the one above. */
export class InLabOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) =>
      breakingTests.findIndex((test) => moduleId.endsWith(test));
    return [
      ...sorted.filter((file) => place(file) < 0),
      ...sorted.filter((file) => place(file) >= 0).toSorted((a, b) => place(a) - place(b)),
    ];
  }
}
