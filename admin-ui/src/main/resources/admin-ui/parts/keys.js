// @ts-check
// Everything without a mouse: / filters, g and a letter goes to a page, j and k walk rows, x ticks one, Enter opens it.

import { go, link } from '../router.js';

const typing = (target) => target instanceof HTMLInputElement && target.type !== 'checkbox' || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('tr[data-row]')]);

function walk(step) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  /** @type {HTMLElement | null} */ (next?.querySelector('[data-main]') ?? null)?.focus();
}

/** @param {Record<string, () => void>} pages by key */
export function keys(pages) {
  let after = 0;
  addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      /** @type {HTMLElement | null} */ (document.querySelector('[data-close]'))?.click();
      if (typing(target)) target.blur();
      return;
    }
    if (typing(target)) return;
    const row = target.closest('tr[data-row]');
    const going = performance.now() - after < 1500;
    after = 0;
    if (going && pages[event.key]) pages[event.key]();
    else if (event.key === 'g') after = performance.now();
    else if (event.key === '/') /** @type {HTMLElement | null} */ (document.getElementById('filter'))?.focus();
    else if (event.key === 'j') walk(1);
    else if (event.key === 'k') walk(-1);
    else if (event.key === 'x' && row) /** @type {HTMLElement | null} */ (row.querySelector('input[type=checkbox]'))?.click();
    else if (event.key === '?') go(link('help'));
    else return;
    event.preventDefault();
  });
}
