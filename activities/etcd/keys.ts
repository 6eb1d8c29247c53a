/** Keys of etcd, by either API. Errors: `etcd.unreachable`, `etcd.api`, `look.failed`. */
export interface Keys {
  /** The key, if it exists, or with `prefix` all keys under it: values by their full keys. */
  read(name: string, prefix: boolean): Promise<Record<string, string>>;
  put(key: string, value: string): Promise<void>;
  /** Remove the key if it has this value, in one step. False if it has not. */
  removeIf(key: string, value: string): Promise<boolean>;
}
