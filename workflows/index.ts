export { pipeline } from './pipeline.js';
export { scheduled } from './scheduled.js';
