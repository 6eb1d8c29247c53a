/** Who asks, and what a step's programs get of the command's environment. */
export { callerEnvironment, who } from '../../client/caller.js';
