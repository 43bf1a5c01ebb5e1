// @ts-check
// Routes in the order in which they are tried, and what would become of a request, without sending it.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { ask } from '../api.js';
import { count, ms, none, rate } from '../format.js';
import { changed, now, stale } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { asked, fetched } from '../parts/asked.js';
import { state } from '../parts/state.js';

/** Which one, of those that stand in the address; and what became of it. */
const question = { asked: '', answer: null, problem: '' };
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
/** Header fields may let somebody in: they never stand in the address. */
const LINKED = ['method', 'url', 'client'];
const linked = () => Object.fromEntries(LINKED.map((name) => [name, here.query.get(name) ?? '']));

async function explain({ method, url, client }, headers) {
  Object.assign(question, { asked: JSON.stringify(linked()), problem: '' });
  try {
    question.answer = await ask('explain', 'POST', { method: method || 'GET', url, headers, ...(client ? { client } : {}) });
  } catch (error) {
    Object.assign(question, { answer: null, problem: error.message });
  }
  changed();
}

/** Puts into the address what may stand there. */
function submit(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  const headers = {};
  for (const line of String(form.get('headers')).split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) (headers[line.slice(0, colon).trim()] ??= []).push(line.slice(colon + 1).trim());
  }
  LINKED.forEach((name) => setQuery(name, String(form.get(name)).trim()));
  explain(linked(), headers);
}

/** A link shows what its sender was told, as it is now. */
function followed() {
  const asks = linked();
  if (asks.url && question.asked !== JSON.stringify(asks) && !stale()) explain(asks, {});
  return asks;
}

export function routes() {
  const asks = followed();
  const words = (here.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (route) => words.every((word) => `${route.name} ${route.match.join(' ')} ${route.action.text}`.toLowerCase().includes(word));
  return html`<div class="bar-line"><h1>Routes</h1><span class="quiet">in the order in which they are tried · figures are node ${now.node}'s</span>
      <span class="right"><label><span class="visually-hidden">Filter routes</span><input id="filter" type="search" placeholder="Filter ( / )" autocomplete="off" .value=${here.query.get('q') ?? ''} @input=${(event) => { setQuery('q', event.target.value); changed(); }}></label></span></div>
    <section class="card" aria-labelledby="which-title"><h2 id="which-title">Which route would this request take, and why?</h2>
      <form class="which" @submit=${submit}><label>Method <select name="method">${METHODS.map((method) => html`<option ?selected=${method === asks.method}>${method}</option>`)}</select></label>
        <label class="grow">URL <input name="url" required .value=${asks.url} placeholder="http://shop.example.com/cart?x=1" spellcheck="false"></label>
        <label>Client address <input name="client" .value=${asks.client} placeholder="yours" size="16" spellcheck="false"></label>
        <label class="grow">Headers, one a line <textarea name="headers" rows="2" placeholder="Cookie: SKEIN=…" spellcheck="false"></textarea></label>
        <button class="primary" ?disabled=${stale()}>Explain</button></form>
      ${question.problem ? html`<p class="error" role="alert">${question.problem}</p>` : nothing}${question.answer ? explained(question.answer) : nothing}</section>
    ${fetched(asked('routes'), ({ routes: all }) => table(all, all.filter(matches)))}`;
}

function table(all, shown) {
  if (!shown.length) return html`<p class="empty">${all.length ? 'Nothing matches the filter.' : 'No routes: every request gets 404. Add some to skein.routes in the configuration.'}</p>`;
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Routes"><table><thead><tr><th scope="col">Route</th><th scope="col">Takes</th><th scope="col">Action</th><th scope="col">State</th><th scope="col" class="n">Req/s</th><th scope="col" class="n">In flight</th><th scope="col" class="n">p50 · p90 · p99 ms</th><th scope="col" class="n">Failed</th><th scope="col">Place</th></tr></thead>
    <tbody>${repeat(shown, ({ name }) => name, (route) => html`<tr data-row><th scope="row">${route.name}${route.priority ? html`<small>priority ${route.priority}</small>` : nothing}</th><td class="why">${route.match.join(', ') || 'every request'}</td>
      <td class="why">${route.action.pools.length ? route.action.pools.map(({ pool, weight }, i) => html`${i ? ', ' : ''}<a data-main href=${link('pools', [], { q: pool })}>${pool}</a>${route.action.pools.length > 1 ? ` ${weight}` : ''}`) : route.action.text}</td>
      <td>${state(route.state)}</td><td class="n">${rate(route.requestsPerSecond)}</td><td class="n">${count(route.inFlight)}</td><td class="n">${route.latencyMs ? `${ms(route.latencyMs.p50)} · ${ms(route.latencyMs.p90)} · ${ms(route.latencyMs.p99)}` : none}</td><td class="n">${count(route.failed)}</td><td class="quiet why">${route.place}</td></tr>`)}</tbody></table></div>`;
}

function explained(answer) {
  return html`<div class="explained" id="explained"><ol class="flow"><li><span class="quiet">request</span></li><li>${answer.route ? html`route <b>${answer.route}</b>` : html`<b class="is-down">✕ no route: 404</b>`}</li>
      ${answer.action ? html`<li>${answer.action}</li>` : nothing}${answer.server ? html`<li>server <b>${answer.server}</b> <span class="quiet">${answer.why}</span></li>` : nothing}</ol>
    <div class="columns"><div><h3>Routes that were looked at</h3><ul class="plain">${answer.considered.map((one) => html`<li><span class=${one.matched ? 'is-up' : 'quiet'}>${one.matched ? '● matches' : '○ not'}</span> <b>${one.route}</b> ${one.why}</li>`)}</ul></div>
    ${answer.candidates.length ? html`<div><h3>Servers of ${answer.pool}</h3><ul class="plain">${answer.candidates.map((one) => html`<li><span class=${one.eligible ? 'is-up' : 'quiet'}>${one.eligible ? '● could' : '○ not'}</span> <b>${one.server}</b> ${one.why}</li>`)}</ul></div>` : nothing}</div></div>`;
}
