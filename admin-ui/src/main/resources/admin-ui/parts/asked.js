// @ts-check
// Answers that a page asks for again and again while somebody looks at it; the last one stays until the next.

import { html, nothing } from '../lib/lit-html.js';
import { ask } from '../api.js';
import { span } from '../format.js';
import { changed, stale } from '../store.js';

const MOST = 20;
/** @typedef {{ answer: any, problem: string, at: number, answered: number }} Asked `at`: when it was asked for, `answered`: when there was an answer */
/** @type {Map<string, Asked>} */
const kept = new Map();

/** What the node answered last on this path; asks again when that is so many milliseconds ago. */
export function asked(path, every = 2000) {
  let one = kept.get(path);
  if (!one) {
    if (kept.size >= MOST) kept.delete(kept.keys().next().value ?? '');
    one = { answer: null, problem: '', at: -Infinity, answered: 0 };
    kept.set(path, one);
  }
  if (performance.now() - one.at > every && !stale()) {
    one.at = performance.now();
    const mine = one;
    ask(path).then((answer) => Object.assign(mine, { answer, problem: '', answered: performance.now() }), (error) => { mine.problem = error.message; }).then(changed);
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
/** Whether the last answer could not be had anew. */
export const outdated = ({ answer, problem }) => Boolean(answer && problem);

/**
 * What was asked for; dimmed, with its buttons off and the reason, while it can't be had anew.
 * @param {Pick<Asked, 'answer' | 'problem' | 'answered'>} found @param {(answer: any) => unknown} content
 */
export function fetched(found, content) {
  const old = outdated(found);
  if (!found.answer) return html`<p class="empty">${waiting(found)}</p>`;
  return html`<fieldset role="none" class=${old ? 'fetched old' : 'fetched'} ?disabled=${old}>
    ${old ? html`<p class="banner" role="status"><b>This can’t be had anew: ${found.problem}.</b> It is as it was ${span(performance.now() - found.answered)} ago, and nothing can be changed from here.</p>` : nothing}${content(found.answer)}</fieldset>`;
}
