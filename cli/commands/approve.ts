import type { Command } from 'commander';
import type { Runner } from '../command/command.js';
import { defineDecision } from '../orders/decision.js';

export function define(command: Command, run: Runner): void {
  defineDecision(command, run, {
    verb: 'approve',
    description:
      'Let a run go on that waits at an approval. Who, when and why are kept as its outputs.',
    done: 'goes on.',
    example: 'muster approve coreos --reason "the window is open"',
  });
}
