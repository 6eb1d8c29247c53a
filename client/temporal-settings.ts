import type { ClientConnectConfig } from '@temporalio/envconfig';

/** A Temporal server of one's own. */
export interface OwnTemporal {
  connectionOptions: ClientConnectConfig['connectionOptions'] & { address: string };
  namespace: string;
}

/**
 * The server that Temporal's environment settings name, or undefined: then the embedded one is
 * used. A settings file alone (`temporal.toml`) does not count; it is read where `TEMPORAL_ADDRESS`,
 * `TEMPORAL_PROFILE` or `TEMPORAL_CONFIG_FILE` asks for it.
 */
export async function ownTemporal(
  env: NodeJS.ProcessEnv = process.env,
): Promise<OwnTemporal | undefined> {
  if (!env.TEMPORAL_ADDRESS && !env.TEMPORAL_PROFILE && !env.TEMPORAL_CONFIG_FILE) return undefined;
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const settings = loadClientConnectConfig({ overrideEnvVars: defined(env) });
  const { address } = settings.connectionOptions;
  if (!address) return undefined;
  return {
    connectionOptions: { ...settings.connectionOptions, address },
    namespace: settings.namespace ?? 'default',
  };
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
