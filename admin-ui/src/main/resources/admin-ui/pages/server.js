// @ts-check
// One server: what each node finds and sends there, its last changes, and everything that can be done to it.

import { html } from '../lib/lit-html.js';
import { serverPath } from '../api.js';
import { clock, count, ms, none, rate, since } from '../format.js';
import { now, stale, unheard } from '../store.js';
import { linkHere } from '../router.js';
import { serverOf } from '../parts/about.js';
import { buttons, key } from '../parts/actions.js';
import { asked, fetched } from '../parts/asked.js';
import { colour, glyph, state } from '../parts/state.js';

export function drawer(server) {
  const events = now.events.filter(({ subject }) => serverOf(subject) === key(server)).slice(0, 8);
  return html`<section class="drawer" aria-labelledby="server-title">
    <div class="head"><h2 id="server-title">${server.pool} / ${server.id}</h2>${state(server.state)}<span class="quiet">${server.health.reason}</span>
      <a class="close" data-close href=${linkHere([])} aria-label="close">✕</a></div>
    <p class="buttons">${buttons([server], stale())}</p>
    ${fetched(asked(serverPath(server)), (found) => columns(found, events))}</section>`;
}

function columns(found, events) {
  return html`<div class="columns">
      <div><h3>Each node</h3><table><thead><tr><th scope="col">Node</th><th scope="col">Finds</th><th scope="col" class="n">Req/s</th><th scope="col" class="n">In flight</th></tr></thead>
        <tbody>${found.nodes.map((node) => html`<tr class=${unheard().has(node.id) ? 'old' : ''}><th scope="row">${node.id}</th><td>${node.found ? html`<span class=${colour(node.found)}>${glyph(node.found)} ${node.found}</span>` : html`<span class="quiet">nothing itself</span>`}</td><td class="n">${rate(node.requestsPerSecond)}</td><td class="n">${count(node.inFlight)}</td></tr>`)}</tbody></table></div>
      <div><h3>Last changes of health</h3>${found.history.length ? html`<ul class="plain">${found.history.slice(0, 8).map((step) => html`<li><span class="quiet" title=${clock(step.at)}>${since(step.at)} ago</span> ${step.from} → <span class=${colour(step.to)}>${glyph(step.to)} ${step.to}</span> ${step.reason}</li>`)}</ul>` : html`<p class="quiet">None since this node began.</p>`}</div>
      <div><h3>In the journal</h3>${events.length ? html`<ul class="plain">${events.map((event) => html`<li><span class="quiet">${clock(event.at)}</span> ${event.text}${event.by ? ` (${event.by})` : ''}</li>`)}</ul>` : html`<p class="quiet">Nothing lately.</p>`}</div>
      <div><h3>This node's own</h3><dl class="pairs"><dt>Address</dt><dd>${found.address}</dd><dt>Origin</dt><dd>${found.origin}</dd><dt>Connections</dt><dd>${found.connections.open} open, ${found.connections.idle} idle</dd><dt>Requests</dt><dd>${count(found.requests)}, ${count(found.failed)} failed</dd>
        <dt>Last check</dt><dd>${!found.watched ? 'other nodes check it' : found.lastCheck ? `${found.lastCheck.text}, ${ms(found.lastCheck.durationMs)} ms` : none}</dd></dl></div>
    </div>`;
}
