import { writeSync } from 'node:fs';
import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import { openLog } from './engine/log-file.js';

/** The SDK logs tasks with all they hold; the log needs their names only. */
const left = new Set(['task', 'taskEncoded', 'sdkComponent']);

/**
 * Set the SDK up, once in a process and before any connection: its log goes to a file, and it
 * leaves signals alone, since the daemon ends its parts in order.
 */
export function installRuntime(logFile: string): Runtime {
  const file = openLog(logFile);
  return Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => writeSync(file, `${formatEntry(entry)}\n`)),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
}

/** One line: time, level, message, and what belongs to it as JSON. */
export function formatEntry(
  entry: Pick<LogEntry, 'timestampNanos' | 'level' | 'message' | 'meta'>,
) {
  const time = new Date(Number(entry.timestampNanos / 1_000_000n)).toISOString();
  const facts = Object.entries(entry.meta ?? {}).filter(([name]) => !left.has(name));
  const text =
    facts.length === 0 ? '' : ` ${JSON.stringify(Object.fromEntries(facts), replaceError)}`;
  return `${time} ${entry.level} ${entry.message}${text}`;
}

/** JSON of an Error is `{}`: its stack says more. */
function replaceError(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'bigint' ? String(value) : value;
}
