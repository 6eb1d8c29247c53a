import writeFileAtomic from 'write-file-atomic';

/** Write a JSON file, whole or not at all, readable for the owner only. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
