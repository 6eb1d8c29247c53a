/** Where a trial happens: a name, a folder and a ledger of its own. */
export interface Place {
  /** Of the run. */
  name: string;
  /** Empty at first, removed at the end. */
  folder: string;
  /** First on the PATH of the run's commands. */
  bin: string;
  /** Append-only, one line for each effect. */
  ledger: string;
}
