// @ts-check
// States as glyph, word and colour: never colour alone. The table is the legend, too.

import { html } from '../lib/lit-html.js';

/** Word, glyph, class of colour, meaning. */
export const STATES = [
  ['up', '●', 'up', 'serves'],
  ['ready', '●', 'up', 'works, or may serve'],
  ['present', '●', 'up', 'is in the cluster'],
  ['warming', '◔', 'up', 'serves, with growing weight (slow start)'],
  ['falling', '◌', 'warn', 'serves, but its latest checks failed'],
  ['rising', '◌', 'warn', 'does not serve yet, its latest checks passed'],
  ['draining', '◐', 'warn', 'gets no new sessions'],
  ['leaving', '◐', 'warn', 'asked to get no new sessions'],
  ['degraded', '◐', 'warn', 'some of it serves'],
  ['suspect', '◌', 'warn', 'was not heard of for a while'],
  ['joining', '◌', 'warn', 'works on its own, out of the cluster'],
  ['ejected', '⊘', 'warn', 'out for a time: live traffic failed on it'],
  ['maintenance', '■', 'idle', 'an operator took it out'],
  ['unknown', '?', 'idle', 'not checked yet'],
  ['gone', '✕', 'warn', 'has left the cluster'],
  ['down', '✕', 'down', 'does not serve'],
  ['empty', '✕', 'down', 'has no servers'],
  ['error', '✕', 'down', 'clients notice'],
  ['warning', '▲', 'warn', 'somebody should look'],
  ['info', '·', 'idle', 'for the record'],
  ['valid', '●', 'up', 'a certificate that clients take'],
  ['ending', '▲', 'warn', 'a certificate that ends within 30 days, or should have been renewed by now'],
  ['placeholder', '✕', 'down', 'no certificate was issued yet: clients are shown one that nobody trusts'],
  ['ended', '✕', 'down', 'a certificate that nobody takes any more'],
  ['not-yet', '✕', 'down', 'a certificate that nobody takes yet'],
  ['done', '✓', 'up', 'all of it is over'],
  ['running', '▶', 'up', 'goes on by itself'],
  ['paused', '‖', 'warn', 'waits for somebody’s word'],
  ['stopped', '✕', 'warn', 'ended before its time: the reason stands beside it'],
  ['aborting', '◐', 'warn', 'what is under way is being undone'],
  ['aborted', '✕', 'idle', 'was ended, and undone where it was under way'],
  ['refused', '✕', 'warn', 'was not begun: the reason stands beside it'],
];
/** Where one is on its way through a roll or a drill: what is usual there. */
const PHASES = new Set(['emptying', 'working', 'checking', 'watching', 'before', 'failing', 'returning', 'after']);
const BY_WORD = new Map(STATES.map((state) => [state[0], state]));
const WORDS = { empty: 'no servers', unknown: 'not checked yet', 'not-yet': 'not valid yet', ending: 'ends soon' };

export const glyph = (word) => BY_WORD.get(word)?.[1] ?? (PHASES.has(word) ? '▶' : '·');
export const colour = (word) => `is-${BY_WORD.get(word)?.[2] ?? 'idle'}`;
/** Glyph and word. */
export const state = (word) => html`<span class="state ${colour(word)}"><span aria-hidden="true">${glyph(word)}</span> ${WORDS[word] ?? word}</span>`;
/** The worse, the lower. */
export const rank = (word) => ({ down: 0, empty: 0, error: 0, ejected: 1, falling: 2, warning: 2, rising: 3, draining: 4, leaving: 4, unknown: 5, maintenance: 6, warming: 7, up: 8 }[word] ?? 5);
