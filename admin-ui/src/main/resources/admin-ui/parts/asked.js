// @ts-check
// Answers that a page asks for again and again while somebody looks at it; the last one stays until the next.

import { ask } from '../api.js';
import { changed, stale } from '../store.js';

const MOST = 20;
/** @type {Map<string, { answer: any, problem: string, at: number }>} */
const kept = new Map();

/** What the node answered last on this path; asks again when that is so many milliseconds ago. */
export function asked(path, every = 2000) {
  let one = kept.get(path);
  if (!one) {
    if (kept.size >= MOST) kept.delete(kept.keys().next().value ?? '');
    one = { answer: null, problem: '', at: -Infinity };
    kept.set(path, one);
  }
  if (performance.now() - one.at > every && !stale()) {
    one.at = performance.now();
    const mine = one;
    ask(path).then((answer) => Object.assign(mine, { answer, problem: '' }), (error) => { mine.problem = error.message; }).then(changed);
  }
  return one;
}

/** After a change: what begins so is asked for at once. */
export function again(start) {
  for (const [path, one] of kept) if (path.startsWith(start)) one.at = -Infinity;
  changed();
}

/** Before the first answer: why there is none. */
export const waiting = ({ problem }) => problem || '…';
