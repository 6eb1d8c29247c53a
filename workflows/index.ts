import './short-stacks.js';

export { pipeline } from './pipeline.js';
export { scheduled } from './scheduled.js';
