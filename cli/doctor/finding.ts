/** What a missing thing means: Muster cannot run, the lab cannot run, or its packages step brings it. */
export type Need = 'muster' | 'lab' | 'brought by the lab';

/** What was found out about one thing. */
export interface Finding {
  name: string;
  need: Need;
  ok: boolean;
  /** What is there: a version, a path, a size. */
  found: string;
  /** What follows where it is missing. */
  follows?: string;
}
