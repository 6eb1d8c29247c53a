/** A request about schedules that cannot be met. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly code: 'schedule.unknown' | 'schedule.invalid';
  readonly next: string;

  constructor(code: ScheduleError['code'], message: string, next: string) {
    super(message);
    this.code = code;
    this.next = next;
  }
}
