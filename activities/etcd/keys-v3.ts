import type { Keys } from './keys.js';
import { withV3 } from './v3-client.js';

/** Keys of API v3, through the endpoints that answer. */
export function keysV3(endpoints: readonly string[], signal: AbortSignal): Keys {
  return {
    read: (name, prefix) =>
      withV3(endpoints, signal, async (client) => {
        if (prefix) return client.getAll().prefix(name).strings();
        const value = await client.get(name).string();
        return value === null ? {} : { [name]: value };
      }),
    put: (key, value) =>
      withV3(endpoints, signal, async (client) => {
        await client.put(key).value(value);
      }),
    removeIf: (key, value) =>
      withV3(endpoints, signal, async (client) => {
        const { succeeded } = await client
          .if(key, 'Value', '==', value)
          .then(client.delete().key(key))
          .commit();
        return succeeded;
      }),
  };
}
