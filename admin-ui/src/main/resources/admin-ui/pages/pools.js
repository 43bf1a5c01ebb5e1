// @ts-check
// Pools and their servers as one dense table: every number beside its limit, state with its reason, the same actions for one or many.

import { html, nothing } from '../lib/lit-html.js';
import { guard } from '../lib/directives/guard.js';
import { repeat } from '../lib/directives/repeat.js';
import { ago, count, ms, none, percent, plural, rate, since, until, clock } from '../format.js';
import { changed, may, now, stale, unheard } from '../store.js';
import { here, linkHere, setQuery } from '../router.js';
import { buttons, key } from '../parts/actions.js';
import { drawingRows, upToDate, watched } from '../parts/insight.js';
import { colour, glyph, rank, state } from '../parts/state.js';
import { drawer } from './server.js';

const ticked = new Set();
const NOTHING = [0, 0, 0, null, null, null];
const figure = (server, i) => (now.figures[key(server)] ?? NOTHING)[i];

/** Name in the address, label, class, what to sort by. */
const COLUMNS = [
  ['id', 'Server', '', (s) => s.id], ['state', 'State, reason', '', (s) => rank(s.state)], ['weight', 'Weight', 'n', (s) => s.weight.effective],
  ['flight', 'In flight', 'n', (s) => figure(s, 2)], ['rate', 'Req/s', 'n', (s) => figure(s, 0)], 
  ['p50', 'p50 ms', 'n', (s) => figure(s, 3) ?? -1], ['p95', 'p95 ms', 'n', (s) => figure(s, 4) ?? -1], ['p99', 'p99 ms', 'n', (s) => figure(s, 5) ?? -1],
  ['failed', 'Failed/s', 'n', (s) => figure(s, 1)], ['check', 'Last check', '', (s) => now.checks[key(s)]?.durationMs ?? -1], ['seen', 'Seen by', '', () => 0],
];

function matches(server, pool, words, wanted) {
  if (!words.length && !wanted) return true;
  const text = `${pool.name} ${server.id} ${server.address} ${server.state} ${server.zone ?? ''} ${server.health.reason} ${server.admin.by ?? ''} ${server.admin.reason ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word)) && (!wanted || (wanted === 'trouble' ? !['up', 'warming'].includes(server.state) : server.state === wanted));
}

/** Pools with those of their servers that are wanted, in the order that is wanted. */
function chosen() {
  const words = (here.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = here.query.get('state') ?? '';
  const sort = here.query.get('sort') ?? '';
  const by = COLUMNS.find(([name]) => name === sort.replace('-', ''));
  const way = sort.startsWith('-') ? -1 : 1;
  const groups = new Map();
  for (const each of now.order) {
    const row = now.rows[each];
    if (!row) continue;
    if (row.name) groups.set(row.name, { pool: row, servers: [] });
    else { const group = groups.get(row.pool); if (group && matches(row, group.pool, words, wanted)) group.servers.push(row); }
  }
  const all = [...groups.values()].filter(({ pool, servers }) => servers.length || (pool.total === 0 && !wanted && words.every((word) => pool.name.toLowerCase().includes(word))));
  if (by) all.forEach(({ servers }) => servers.sort((a, b) => { const [x, y] = [by[3](a), by[3](b)]; return way * (x < y ? -1 : x > y ? 1 : 0); }));
  return all;
}

export function pools() {
  const groups = chosen();
  const shown = groups.flatMap(({ servers }) => servers);
  const total = now.order.filter((each) => now.rows[each]?.id).length;
  drawingRows(shown.length);
  const marked = shown.filter((server) => ticked.has(key(server)));
  const open = here.rest.length === 2 ? now.rows[`${here.rest[0]}/${here.rest[1]}`] : null;
  return html`<div class="bar-line"><h1>Pools and servers</h1><span class="quiet" id="shown-count">${shown.length === total ? `${plural(groups.length, 'pool')}, ${plural(total, 'server')}` : `${shown.length} of ${plural(total, 'server')}`} · figures are the cluster's</span>
      <span class="right"><label><span class="visually-hidden">Filter servers</span><input id="filter" type="search" placeholder="Filter ( / )" autocomplete="off" spellcheck="false" .value=${here.query.get('q') ?? ''} @input=${(event) => { setQuery('q', event.target.value); changed(); }}></label>
      <label><span class="visually-hidden">State</span><select id="state-filter" @change=${(event) => { setQuery('state', event.target.value); changed(); }}>${[['', 'any state'], ['trouble', 'not up'], ['up', 'up'], ['warming', 'warming'], ['draining', 'draining'], ['maintenance', 'maintenance'], ['down', 'down'], ['ejected', 'ejected'], ['unknown', 'unknown']]
        .map(([value, words]) => html`<option value=${value} ?selected=${value === (here.query.get('state') ?? '')}>${words}</option>`)}</select></label></span></div>
    ${marked.length ? html`<div class="bulk" role="region" aria-label="What is ticked"><b>${plural(marked.length, 'server')} ticked</b> ${buttons(marked, stale())}<button type="button" @click=${() => { ticked.clear(); changed(); }}>Untick all</button></div>` : nothing}
    ${open ? drawer(open) : here.rest.length === 2 ? html`<p class="empty">There is no server ${here.rest[1]} in a pool ${here.rest[0]}.</p>` : nothing}
    ${groups.length ? html`<div id="pool-list">${repeat(groups, ({ pool }) => pool.name, table)}</div>`
      : html`<p class="empty">${total ? 'Nothing matches the filter.' : 'No pools yet: add them to skein.pools in the configuration.'}</p>`}`;
}

function serving(pool) {
  if (pool.total === 0) return 'no servers: requests get 503';
  const said = `${pool.serving} of ${pool.total} serving`;
  return pool.panic ? `${said}, all are tried: too few are healthy` : pool.state === 'down' ? `${said}: requests get 503` : said;
}

function sorter(name, label) {
  const sort = here.query.get('sort') ?? '';
  const next = sort === `-${name}` ? name : sort === name ? '' : `-${name}`;
  return html`<button type="button" class="sort" @click=${() => { setQuery('sort', next); changed(); }}>${label}<span aria-hidden="true">${sort === name ? ' ▲' : sort === `-${name}` ? ' ▼' : ''}</span></button>`;
}

const direction = (name) => ({ [name]: 'ascending', [`-${name}`]: 'descending' }[here.query.get('sort') ?? ''] ?? nothing);

function tick(servers, on) {
  servers.forEach((server) => on ? ticked.add(key(server)) : ticked.delete(key(server)));
  changed();
}

/** From so many rows on those out of sight are not laid out. */
const MANY = 60;

function table({ pool, servers }) {
  const figures = now.figures[pool.name] ?? NOTHING;
  const all = servers.length > 0 && servers.every((server) => ticked.has(key(server)));
  return html`<section class="pool ${pool.state}" aria-labelledby="pool-${pool.name}">
    <div class="head"><h2 id="pool-${pool.name}">${pool.name}</h2>${state(pool.state)}<span>${serving(pool)}${pool.circuit === 'closed' ? '' : html` · <b class="is-down">circuit ${pool.circuit} on ${pool.circuitOn.join(', ')}</b>`}</span>
      <span class="quiet">${[pool.balance, pool.affinity === 'none' ? '' : `affinity ${pool.affinity}`, pool.protocol, pool.usedBy.length ? `used by ${pool.usedBy.join(', ')}` : 'no route uses it'].filter(Boolean).join(' · ')}</span>
      <span class="totals"><b>${rate(figures[0])}</b> req/s · <b>${count(figures[2])}</b> in flight${pool.queue.size ? ` · ${count(pool.queue.waiting)} waiting (a node has room for ${count(pool.queue.size)})` : ''}${figures[5] == null ? '' : ` · p99 ${ms(figures[5])} ms`}</span></div>
    ${servers.length ? html`<div class="wrap" tabindex="0" role="region" aria-label="Servers of ${pool.name}"><table class="servers ${servers.length > MANY ? 'many' : ''}">
      <thead><tr><td class="tick"><input type="checkbox" aria-label="tick all shown servers of ${pool.name}" .checked=${all} @change=${(event) => tick(servers, event.target.checked)}></td>
        ${COLUMNS.map(([name, label, kind]) => html`<th scope="col" class="${kind} col-${name}" aria-sort=${direction(name)}>${sorter(name, label)}</th>`)}<th scope="col" class="actions">Actions</th></tr></thead>
      <tbody>${repeat(servers, key, (server, place) => guard(upToDate(key(server), place, () => seen(server, figures)), () => row(server, figures)))}</tbody></table></div>` : nothing}
  </section>`;
}

/** All that a row shows: while none of it is another, the row is left alone. What the store has not replaced has not changed. */
function seen(server, pool) {
  const figures = now.figures[key(server)];
  const check = now.checks[key(server)];
  const { admin, health, ejectedUntil } = server;
  return [server, figures, pool[0] > 0 && figures ? percent(figures[0] / pool[0]) : '', check, check ? ago(check.at) : '', since(admin.state === 'ready' ? health.since : admin.since),
    until(admin.expiresAt), until(ejectedUntil), ticked.has(key(server)), stale(), unheard(), may('operator', server.pool), location.hash];
}

/** What the operator wished, if anything. */
function wish(server) {
  const { admin, weight } = server;
  if (admin.state === 'ready' && weight.wished == null) return nothing;
  const why = `${admin.state === 'ready' ? `weight ${weight.wished}` : admin.state} by ${admin.by ?? 'nobody'}${admin.reason ? `: ${admin.reason}` : ''}`;
  return html`<small>${why}${admin.expiresAt ? ` · ends in ${until(admin.expiresAt)}` : ''}${admin.localOnly ? html` · <span class="is-warn">▲ this node only</span>` : ''}</small>`;
}

function row(server, pool) {
  const [perSecond, failed, flight, p50, p95, p99] = now.figures[key(server)] ?? NOTHING;
  const check = now.checks[key(server)];
  const { weight } = server;
  const settled = server.admin.state === 'ready' ? server.health.since : server.admin.since;
  const number = (label, value) => html`<td class="n" data-label=${label}>${value == null ? none : ms(value)}</td>`;
  return html`<tr ${watched(key(server))} data-row data-server=${server.id} class=${ticked.has(key(server)) ? 'ticked' : ''}>
    <td class="tick"><input type="checkbox" aria-label="tick ${server.id}" .checked=${ticked.has(key(server))} @change=${(event) => tick([server], event.target.checked)}></td>
    <th scope="row"><a data-main href=${linkHere([server.pool, server.id])}>${server.id}</a>${server.zone ? html`<span class="tag">${server.zone}</span>` : nothing}${server.backup ? html`<span class="tag">backup</span>` : nothing}${server.origin === 'configured' ? nothing : html`<span class="tag">${server.origin}</span>`}${server.address === server.id ? nothing : html`<small>${server.address}</small>`}</th>
    <td class="why">${state(server.state)} <span class="quiet" title=${clock(settled)}>${since(settled)}</span><small>${server.admin.state === 'ready' ? '' : `${server.health.state}: `}${server.health.reason}${server.ejectedUntil ? ` · back in ${until(server.ejectedUntil)}` : ''}</small>${wish(server)}</td>
    <td class="n" data-label="Weight">${Number.isInteger(weight.effective) ? weight.effective : weight.effective.toFixed(1)}${weight.wished == null && weight.effective === weight.configured ? nothing : html`<small>of ${weight.wished ?? weight.configured}</small>`}</td>
    <td class="n" data-label="In flight">${count(flight)}${server.maxConnections ? html`<small>of ${count(server.maxConnections)}</small>` : nothing}</td>
    <td class="n" data-label="Req/s">${rate(perSecond)}${pool[0] > 0 ? html`<small>${percent(perSecond / pool[0])}</small>` : nothing}</td>${number('p50 ms', p50)}${number('p95 ms', p95)}${number('p99 ms', p99)}
    <td data-label="Failed/s" class="n ${failed > 0 ? 'is-down' : ''}">${failed > 0 ? `✕ ${rate(failed)}` : '0'}</td>
    <td class="why">${check ? html`<span class=${check.passed ? 'is-up' : 'is-down'}>${check.passed ? '●' : '✕'}</span> ${check.text}<small>${ms(check.durationMs)} ms, ${ago(check.at)}, by ${check.node}</small>` : html`<span class="quiet">by no node yet</span>`}</td>
    <td class="seen">${Object.entries(server.found).map(([node, found]) => html`<span class=${unheard().has(node) ? 'old' : colour(found)} title="node ${node}: ${found}${unheard().has(node) ? ', when it was last heard' : ''}"><span aria-hidden="true">${glyph(unheard().has(node) ? 'suspect' : found)}</span>${node}<span class="visually-hidden">: ${found}${unheard().has(node) ? ', when it was last heard' : ''}</span></span> `)}</td>
    <td class="actions">${buttons([server], stale(), true)}</td></tr>`;
}
