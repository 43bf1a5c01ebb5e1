// @ts-check
// The cluster at a glance: one sentence, what is wrong, the nodes, what is left if one is lost, and the last 15 minutes.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { ask, ifMatch } from '../api.js';
import { bytes, count, ms, none, percent, rate, since } from '../format.js';
import { changed, may, now, undecided, unheard } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { asked, fetched } from '../parts/asked.js';
import { bar, chart } from '../parts/chart.js';
import { question, why } from '../parts/dialog.js';
import { colour, glyph, state } from '../parts/state.js';

/** Of one node it is asked for anew with each step; of the cluster the stream brings it. */
const history = (node) => (node ? fetched(asked(`history?node=${encodeURIComponent(node)}`, 5000), (answer) => charts(answer, `node ${node}`)) : charts(now.history, 'cluster'));

/** Where a sentence of trouble leads. */
function target(text) {
  const pool = /^pool ([^:]+):/.exec(text);
  if (pool) return link('pools', [], { q: pool[1] });
  if (text.startsWith('roll ')) return link('rolling');
  if (text.startsWith('certificate ')) return link('certificates');
  if (text.startsWith('drill ')) return link('drill');
  if (text.startsWith('answers:')) return link('tap', [], { status: '500' });
  const address = /^address (\S+): nobody/.exec(text);
  if (address) return link('events', [], { q: address[1] });
  return /revision|configuration|file asks/.test(text) ? link('config') : /^node |^member |majority|grid/.test(text) ? link('events', [], { q: /^node ([^:]+)/.exec(text)?.[1] ?? '' }) : link('events');
}

export function overview() {
  const { overview: all } = now;
  const node = here.query.get('node') ?? '';
  return html`<h1 class="visually-hidden">Overview</h1>
    <p class="sentence" id="sentence">${state(all.state)} ${all.sentence}</p>
    ${all.trouble.length ? html`<section class="card trouble ${all.state}" aria-labelledby="trouble-title"><h2 id="trouble-title">${all.state === 'up' ? 'As somebody wanted it' : 'Not as it should be, worst first'}</h2>
      <ul>${repeat(all.trouble, ({ text }) => text, ({ level, text }) => html`<li><span class=${colour(level)}><span aria-hidden="true">${glyph(level)}</span><span class="visually-hidden">${level}: </span></span> <a href=${target(text)}>${text}</a></li>`)}</ul></section>` : nothing}
    ${figures(all)}
    <section aria-labelledby="nodes-title"><h2 id="nodes-title">Nodes</h2><div class="cards">${repeat(all.nodes, ({ id }) => id, card)}
      ${all.unreached.map((one) => html`<article class="card"><h3>${one.address}</h3><p>${state('gone')} <span class="quiet">${one.reason}</span></p></article>`)}</div></section>
    ${all.virtualIps.length ? addresses(all) : nothing}
    <section aria-labelledby="charts-title"><div class="bar-line"><h2 id="charts-title">The last 15 minutes</h2>
      <label>of <select @change=${(event) => { setQuery('node', event.target.value); changed(); }}>
        <option value="" ?selected=${!node}>the whole cluster</option>${all.nodes.map(({ id }) => html`<option value=${id} ?selected=${id === node}>node ${id}</option>`)}</select></label></div>
      ${history(node)}</section>`;
}

function figures({ traffic, capacity, nodes, quorum }) {
  const lost = capacity.ifLost.filter(({ used }) => used != null).sort((a, b) => b.used - a.used)[0];
  const list = [
    ['Requests', `${rate(traffic.requestsPerSecond)}/s`, 'cluster, last 10 s'],
    ['In flight', count(traffic.inFlight), 'cluster'],
    ['Failed', `${rate(traffic.failedPerSecond)}/s`, 'cluster, not by clients'],
    ['Latency p50 · p99', traffic.latencyMs ? `${ms(traffic.latencyMs.p50)} · ${ms(traffic.latencyMs.p99)} ms` : none, 'cluster, last 10 s'],
    ['Capacity', capacity.requestsPerSecond == null ? none : `${rate(capacity.requestsPerSecond)}/s`, capacity.used == null ? 'learned once there is traffic' : `cluster, ${percent(capacity.used)} of it in use`],
    nodes.length > 1 ? ['If a node is lost', lost ? percent(lost.used) : none, lost ? `in use on the rest, without ${lost.node}` : 'known once there is traffic'] : null,
    quorum ? ['Majority', quorum.heard ? 'heard' : 'not heard', quorum.text] : null,
  ].filter(Boolean);
  return html`<dl class="figures" aria-label="The cluster in figures">${list.map(([name, value, small]) => html`<div class=${name === 'If a node is lost' && lost?.used > 1 ? 'over' : ''}><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>`)}</dl>`;
}

/** How busy the others were then. */
function ifLost({ id }) {
  const used = now.overview.capacity.ifLost.find(({ node }) => node === id)?.used;
  return used == null ? nothing : html`<span class=${used > 1 ? 'is-warn' : ''}>${used > 1 ? '▲ ' : ''}if lost: ${percent(used)} in use on the rest</span>`;
}

function card(node) {
  const { report } = node;
  return html`<article class=${unheard().has(node.id) ? 'card old' : 'card'} aria-label="node ${node.id}">
    <h3>${node.id} ${node.self ? html`<span class="tag">this node</span>` : nothing}${node.zone ? html`<span class="tag">${node.zone}</span>` : nothing}${node.role === 'witness' ? html`<span class="tag">witness</span>` : nothing}</h3>
    <p>${state(node.state)} <span class="quiet">for ${since(node.since)}${node.state === 'present' ? '' : `: ${node.reason}`}</span></p>
    ${node.holds.length ? html`<p>holds ${node.holds.map((address) => html`<b class="tag">${address}</b>`)}</p>` : nothing}
    ${report ? html`${bar('CPU', report.cpu, percent(report.cpu))}${bar('Heap', report.heapUsedBytes / report.heapMaxBytes, bytes(report.heapUsedBytes))}
      ${bar('Bodies', report.bodyMaxBytes ? report.bodyUsedBytes / report.bodyMaxBytes : null, bytes(report.bodyUsedBytes))}
      <p class="line"><span><b>${rate(report.requestsPerSecond)}</b> req/s</span><span><b>${count(report.inFlight)}</b> in flight</span><span>p99 <b>${report.latencyMs ? `${ms(report.latencyMs.p99)} ms` : none}</b></span><span>loop lag <b>${ms(report.loopLagMs)} ms</b></span></p>`
      : html`<p class="quiet">Tells nothing of itself.</p>`}
    <p class="quiet line"><span>Skein ${node.version}</span>${node.grid ? html`<span>grid ${node.grid}</span>` : nothing}${node.revision ? html`<span class=${node.behind ? 'is-warn' : ''}>revision ${node.revision}${node.behind ? ' ▲ behind' : ''}</span>` : nothing}${node.capacity ? html`<span>takes ≈ ${rate(node.capacity)} req/s</span>` : nothing}${ifLost(node)}
      ${!node.self && node.page ? html`<a href="${node.page}/">its page</a>` : nothing}</p>
  </article>`;
}

function addresses({ virtualIps, nodes }) {
  const move = (one) => question({
    title: `Move ${one.address}?`, verb: 'Move',
    text: html`<p>Node ${one.holder} holds it. The node that it moves to answers for it at once; connections that are open go on where they are.</p>`,
    fields: html`<label>To node <select name="to">${nodes.filter(({ id, state: how }) => id !== one.holder && how === 'present').map(({ id }) => html`<option>${id}</option>`)}</select></label>`,
    act: (answer) => ask(`virtual-ips/${encodeURIComponent(one.address)}/move`, 'POST', { to: answer.get('to'), ...why(answer) }, ifMatch(one.term)),
  });
  return html`<section aria-labelledby="ips-title"><h2 id="ips-title">Virtual addresses</h2><div class="wrap" tabindex="0" role="region" aria-label="Virtual addresses and who holds them"><table>
    <thead><tr><th scope="col">Address</th><th scope="col">Held by</th><th scope="col">Since</th><th scope="col">Mode</th><th scope="col">Should be held by</th><th scope="col">Term</th><th scope="col">Actions</th></tr></thead>
    <tbody>${repeat(virtualIps, ({ address }) => address, (one) => html`<tr><th scope="row">${one.address}/${one.prefix}</th><td>${one.holder ?? html`<span class="is-down">✕ nobody</span>`}</td><td>${one.since ? since(one.since) : none}</td><td>${one.mode}</td><td>${one.planned[0] ?? none}</td><td>${one.term ?? none}</td>
      <td><button type="button" aria-label="move ${one.address}" ?disabled=${undecided() || !may('operator') || !one.holder} @click=${() => move(one)}>Move</button></td></tr>`)}</tbody></table></div></section>`;
}

function charts(history, scope) {
  if (!history?.at?.length) return html`<p class="empty">Nothing yet.</p>`;
  const of = (title, unit, names, show, most) => chart({ title, unit, scope, at: history.at, show, most,
    series: names.map(([column, name, tone]) => ({ name, tone, values: history[column] ?? [] })) });
  return html`<div class="charts">
    ${of('Requests a second, by status', '', [['2xx', '2xx', 0], ['3xx', '3xx', 3], ['4xx', '4xx', 1], ['5xx', '5xx', 2]], rate)}
    ${of('Latency', ' ms', [['p50', 'p50', 0], ['p95', 'p95', 1], ['p99', 'p99', 2]], ms)}
    ${of('In flight', '', [['inFlight', 'requests', 0]], count)}
    ${of('Failures a second', '', [['failedPerSecond', 'not by clients', 2], ['none', 'no answer sent', 3]], rate)}
    ${of('Processors, the busiest node', '', [['cpu', 'used', 0]], percent, 1)}
    ${of('Event loops late, the worst node', ' ms', [['loopLagMs', 'late', 1]], ms)}
  </div>`;
}
