// @ts-check
// The settings that count, as a tree, with the place of each value.

import { html } from '../lib/lit-html.js';
import { changed } from '../store.js';
import { here, setQuery } from '../router.js';
import { asked, fetched } from './asked.js';

/** By the blocks that a key lies in; names in quotes may have dots. */
const parts = (key) => key.match(/"[^"]*"|[^.]+/g) ?? [key];

function tree(settings) {
  const root = new Map();
  for (const one of settings) {
    const path = parts(one.key).slice(1);
    let at = root;
    for (const name of path.slice(0, -1)) { if (!(at.get(name) instanceof Map)) at.set(name, new Map()); at = at.get(name); }
    at.set(path.at(-1), one);
  }
  return root;
}

const leaves = (node) => [...node.values()].reduce((sum, one) => sum + (one instanceof Map ? leaves(one) : 1), 0);

function branch(node, open) {
  return html`<ul class="plain settings">${[...node].map(([name, one]) => one instanceof Map
    ? html`<li><details ?open=${open}><summary><b>${name}</b> <span class="quiet">${leaves(one)}</span></summary>${branch(one, open)}</details></li>`
    : html`<li class="mono">${name} = <b>${one.value}</b> <span class="quiet">${one.place ?? 'default'}</span></li>`)}</ul>`;
}

export function settings() {
  const found = asked('config/effective', 15_000);
  const words = (here.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const all = here.query.get('defaults') === 'yes';
  const shown = (found.answer?.settings ?? []).filter((one) => (all || !one.default) && words.every((word) => `${one.key} ${one.value} ${one.place ?? ''}`.toLowerCase().includes(word)));
  return html`<section class="card" aria-labelledby="settings-title"><div class="bar-line"><h2 id="settings-title">What counts${found.answer ? ` on node ${found.answer.scope}` : ''}</h2>
      <span class="right"><label><span class="visually-hidden">Filter settings</span><input id="filter" type="search" placeholder="Filter ( / )" autocomplete="off" spellcheck="false" .value=${here.query.get('q') ?? ''} @input=${(event) => { setQuery('q', event.target.value); changed(); }}></label>
      <label><span><input type="checkbox" .checked=${all} @change=${(event) => { setQuery('defaults', event.target.checked ? 'yes' : ''); changed(); }}> with defaults</span></label></span></div>
    ${fetched(found, () => shown.length ? branch(tree(shown), words.length > 0) : html`<p class="quiet">Nothing matches.</p>`)}</section>`;
}
