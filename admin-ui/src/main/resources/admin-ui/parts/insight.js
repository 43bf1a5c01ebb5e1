// @ts-check
// Of hundreds of rows a few dozen are in sight. Those show what is new at once; the others are brought up to date in turn, so
// that searching the page and reading it aloud find figures of a few seconds ago, and at once when they come near.

import { noChange } from '../lib/lit-html.js';
import { Directive, directive } from '../lib/directive.js';
import { changed } from '../store.js';

/** Rows beyond which it is worth it. */
const MANY = 60;
/** A row out of sight is drawn with each so many-th drawing; there are at least one or two a second. */
const TURNS = 24;

const inSight = new Set();
/** @type {WeakMap<Element, string>} */
const names = new WeakMap();
/** What each row was drawn from last. */
const drawn = new Map();
let drawing = 0;
let all = false;

const observer = new IntersectionObserver((entries) => {
  let came = false;
  for (const { target, isIntersecting } of entries) {
    const name = names.get(target) ?? '';
    if (isIntersecting) { inSight.add(name); came = true; } else inSight.delete(name);
    if (!target.isConnected) observer.unobserve(target);
  }
  if (came) changed();
}, { rootMargin: '200px 0px' });

/** On a row's element: has it watched by its name. */
export const watched = directive(class extends Directive {
  update(part, [name]) {
    if (this.element !== part.element) {
      this.element = part.element;
      names.set(part.element, name);
      observer.observe(part.element);
    }
    return noChange;
  }

  render() { return noChange; }
});

/** Before rows are drawn: how many there are. */
export function drawingRows(count) {
  drawing++;
  all = count <= MANY;
  if (drawn.size > 2 * count) drawn.clear();
}

/**
 * What a row is drawn from, for a guard: the same as last time while nobody sees it and it is not its turn.
 * @param {string} name @param {number} place among all @param {() => unknown[]} now
 */
export function upToDate(name, place, now) {
  const last = drawn.get(name);
  if (last && !all && !inSight.has(name) && (place + drawing) % TURNS !== 0) return last;
  const next = now();
  drawn.set(name, next);
  return next;
}
