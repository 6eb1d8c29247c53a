/** The oldest Node that the project runs on (package.json, `engines`). */
const OLDEST = [20, 19];

/** End the program with a clear message where Node is too old. */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Muster needs Node ${OLDEST.join('.')} or newer; this is Node ${version}.\n` +
      'Install a newer one (https://nodejs.org, or your package manager) and run the command again.',
  );
  process.exit(7);
}
