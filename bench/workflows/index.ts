export { pipeline } from '../../workflows/index.js';
export { byHand } from './by-hand.js';
