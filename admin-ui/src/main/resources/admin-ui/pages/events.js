// @ts-check
// One journal of all nodes, the audit log within it: filtered, linked, exported.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { clock, plural } from '../format.js';
import { changed, loadOlderEvents, now, stale } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { serverOf } from '../parts/about.js';
import { say } from '../parts/dialog.js';
import { save } from '../parts/save.js';
import { state } from '../parts/state.js';

const AUDIT = ['admin-changed', 'admin-refused', 'signed-in', 'signed-out', 'sign-in-refused'];

function chosen() {
  const words = (here.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const severity = here.query.get('severity');
  const node = here.query.get('node');
  const audit = here.query.get('only') === 'audit';
  return now.events.filter((event) => (!severity || event.severity === severity) && (!node || event.node === node) && (!audit || AUDIT.includes(event.kind) || event.by)
    && words.every((word) => `${event.kind} ${event.severity} ${event.subject} ${event.text} ${event.node} ${event.by ?? ''}`.toLowerCase().includes(word)));
}

/** Where the thing is that a line is about. */
function target({ subject, kind }) {
  const row = now.rows[serverOf(subject)];
  return row ? row.id ? link('pools', [row.pool, row.id]) : link('pools', [], { q: row.name }) : kind.startsWith('configuration') ? link('config') : '';
}

const choice = (name, label, options) => html`<label><span class="visually-hidden">${label}</span><select aria-label=${label} @change=${(event) => { setQuery(name, event.target.value); changed(); }}>${options.map(([value, words]) => html`<option value=${value} ?selected=${value === (here.query.get(name) ?? '')}>${words}</option>`)}</select></label>`;

let asking = false;
async function older() {
  asking = true;
  changed();
  try { await loadOlderEvents(); } catch (error) { say(error.message); }
  asking = false;
  changed();
}

export function events() {
  const shown = chosen();
  return html`<div class="bar-line"><h1>Events and audit</h1><span class="quiet">${plural(shown.length, 'line')} of all nodes, newest first</span>
      <span class="right"><label><span class="visually-hidden">Filter events</span><input id="filter" type="search" placeholder="Filter ( / )" autocomplete="off" .value=${here.query.get('q') ?? ''} @input=${(event) => { setQuery('q', event.target.value); changed(); }}></label>
      ${choice('only', 'Which lines', [['', 'everything'], ['audit', 'what people did']])}${choice('severity', 'Severity', [['', 'any severity'], ['error', 'errors'], ['warning', 'warnings'], ['info', 'for the record']])}
      ${choice('node', 'Node', [['', 'all nodes'], ...now.overview.nodes.map(({ id }) => [id, `node ${id}`])])}<button type="button" @click=${() => save('skein-events.ndjson', shown)}>Export</button></span></div>
    ${shown.length ? html`<div class="wrap" tabindex="0" role="region" aria-label="Events"><table class="journal"><thead><tr><th scope="col">At</th><th scope="col">Severity</th><th scope="col">Node</th><th scope="col">Kind</th><th scope="col">About</th><th scope="col">What happened</th><th scope="col">By</th></tr></thead>
      <tbody id="event-rows">${repeat(shown, (event) => `${event.node}/${event.life}/${event.seq}`, (event) => { const to = target(event); return html`<tr data-row><td class="quiet nowrap"><time datetime=${event.at}>${clock(event.at)}</time></td><td>${state(event.severity)}</td><td>${event.node}</td><td class="nowrap">${event.kind}</td>
        <th scope="row">${to ? html`<a data-main href=${to}>${event.subject}</a>` : event.subject}</th><td class="why">${event.text}</td><td>${event.by ?? nothing}</td></tr>`; })}</tbody></table></div>` : html`<p class="empty">Nothing matches.</p>`}
    <p class="buttons"><button type="button" ?disabled=${asking || stale() || now.eventsEnd} @click=${older}>Older</button><span class="quiet" id="how-far" role="status">${plural(now.events.length, 'line')} looked at${now.events.length ? `, back to ${clock(now.events.at(-1).at)}` : ''}${now.eventsEnd ? ': there are no older ones, or too many for a page' : ''}</span></p>`;
}
