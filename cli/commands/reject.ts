import type { Command } from 'commander';
import type { Runner } from '../command/command.js';
import { defineDecision } from '../orders/decision.js';

export function define(command: Command, run: Runner): void {
  defineDecision(command, run, {
    verb: 'reject',
    description:
      'Refuse an approval that waits. The step is held (or fails, where its on-failure says so); resuming it asks again.',
    done: 'does not go on: the approval is rejected.',
    example: 'muster reject coreos --step gate --reason "not before Monday"',
  });
}
