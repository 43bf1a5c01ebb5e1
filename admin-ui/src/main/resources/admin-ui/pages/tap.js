// @ts-check
// Requests of all nodes as they end: filtered and capped by the nodes themselves, kept here as far as they fit, saved as they came.

import { html, nothing, svg } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { bytes, count, ms, none, plural, time } from '../format.js';
import { changed, may, stale } from '../store.js';
import { here, link, linkHere, setQuery } from '../router.js';
import { save } from '../parts/save.js';

const KEPT = 500;
/** Name in the address and of the API, label, kind, what it means. */
const FILTERS = [['path', 'Path begins with', 'text'], ['host', 'Host', 'text'], ['route', 'Route', 'text'], ['pool', 'Pool', 'text'], ['server', 'Server', 'text'], ['client', 'Client', 'text'], ['method', 'Method', 'text'],
  ['status', 'Status from', 'number'], ['slower', 'Took ms or more', 'number']];
const tap = { source: /** @type {EventSource | null} */ (null), lines: [], seen: 0, skipped: 0, watched: [], silent: [], problem: '', held: 0, paused: false };

function query() {
  const asked = new URLSearchParams();
  for (const [name] of FILTERS) { const value = (here.query.get(name) ?? '').trim(); if (value) asked.set(name, value); }
  if (here.query.get('end')) asked.set('end', 'failed');
  if (here.query.get('most')) asked.set('most', here.query.get('most') ?? '');
  return asked;
}

function stop(why = '') {
  tap.source?.close();
  tap.source = null;
  tap.problem = why;
  changed();
}

function start() {
  stop();
  Object.assign(tap, { lines: [], seen: 0, skipped: 0, watched: [], silent: [], problem: '', held: 0, paused: false });
  const source = new EventSource(`api/v1/tap?${query()}`);
  tap.source = source;
  source.addEventListener('lines', (event) => { if (tap.source === source) take(JSON.parse(event.data)); });
  source.addEventListener('bye', (event) => stop(JSON.parse(event.data).reason));
  source.addEventListener('error', () => { if (tap.source === source) refused(); });
  changed();
}

/** A browser does not tell what an answer that is no stream said. */
async function refused() {
  stop('the connection was lost');
  const asking = new AbortController();
  try {
    const response = await fetch(`api/v1/tap?${query()}`, { signal: asking.signal });
    if (!response.ok) tap.problem = (await response.json()).detail;
  } catch (error) {
    tap.problem = error.message;
  }
  asking.abort();
  changed();
}

function take(batch) {
  tap.seen += batch.seen;
  tap.skipped += batch.skipped;
  tap.watched = batch.watched;
  tap.silent = batch.silent;
  if (tap.paused) tap.held += batch.lines.length;
  else tap.lines = [...batch.lines.toReversed(), ...tap.lines].slice(0, KEPT);
  changed();
}

addEventListener('hashchange', () => { if (tap.source && !location.hash.startsWith('#/tap')) stop(); });
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden' && tap.source) stop('it ended when this page was hidden'); });

const set = (name) => (event) => { setQuery(name, event.target.type === 'checkbox' ? (event.target.checked ? 'failed' : '') : event.target.value.trim()); changed(); };

export function liveTap() {
  const on = tap.source != null;
  const open = here.rest.length ? tap.lines.find((line) => key(line) === here.rest[0]) : null;
  return html`<div class="bar-line"><h1>Live tap</h1><span class="quiet">requests of all nodes as they end, without secrets; at most ten minutes</span>
      <span class="right">${on ? html`<button type="button" @click=${() => { tap.paused = !tap.paused; tap.held = 0; changed(); }} aria-pressed=${tap.paused ? 'true' : 'false'}>Pause</button><button type="button" @click=${() => stop()}>Stop</button>`
        : html`<button type="button" class="primary" ?disabled=${stale() || !may('operator', here.query.get('pool') ?? undefined)} @click=${start}>Watch</button>`}
        <button type="button" ?disabled=${!tap.lines.length} @click=${() => save('skein-tap.ndjson', tap.lines.toReversed())}>Export</button></span></div>
    <form class="which card" @submit=${(event) => { event.preventDefault(); start(); }} aria-label="What to watch">${FILTERS.map(([name, label, kind]) => html`<label>${label} <input id=${name === 'path' ? 'filter' : `tap-${name}`} name=${name} type=${kind} min="0" autocomplete="off" spellcheck="false" .value=${here.query.get(name) ?? ''} @change=${set(name)}></label>`)}
      <label>Lines a second of each node <select @change=${set('most')}>${['20', '50', '100', '200'].map((most) => html`<option value=${most} ?selected=${most === (here.query.get('most') ?? '20')}>${most}</option>`)}</select></label>
      <label class="tick-line"><span><input type="checkbox" .checked=${Boolean(here.query.get('end'))} @change=${set('end')}> only what did not end well</span></label>
      <button type="submit" ?disabled=${stale() || !may('operator', here.query.get('pool') ?? undefined)}>${on ? 'Watch with this' : 'Watch'}</button></form>
    <p id="tap-state" role="status"><b class=${on && tap.watched.length ? 'is-up' : 'is-idle'}>${doing(on)}</b>${tap.problem ? html` <span class="error">${tap.problem}</span>` : nothing}
      ${on || tap.seen ? html`<span class="quiet">${plural(tap.seen, 'request')} ended meanwhile, ${count(tap.lines.length)} shown${tap.skipped ? html`, <b class="is-warn">▲ ${count(tap.skipped)} left out</b> because there were too many` : ''}${tap.held ? `, ${count(tap.held)} came while paused` : ''}</span>` : nothing}
      ${tap.silent.length ? html` <span class="is-warn">▲ no answer from ${tap.silent.join(', ')}</span>` : nothing}</p>
    ${open ? details(open) : here.rest.length ? html`<p class="empty">That request is not among those that are shown.</p>` : nothing}
    ${tap.lines.length ? table() : html`<p class="empty">${on ? tap.seen ? `Nothing matches: ${plural(tap.seen, 'request')} passed that were not wanted.` : 'No request has ended yet.' : 'Nothing is watched, so nothing is made for it: it costs the nodes nothing.'}</p>`}`;
}

/** Only what ends on a node that is watched is found: whoever tries something out waits for its name here. */
function doing(on) {
  if (!on) return '◌ not watching';
  if (tap.paused) return '‖ paused';
  return tap.watched.length ? `● watching ${tap.watched.join(', ')}` : '◌ about to watch';
}

const key = (line) => `${line.node}-${line.id}`;
const where = (line) => `${line.host ?? ''}${line.path ?? ''}${line.query ? `?${line.query}` : ''}`;
const bad = (line) => line.end !== '--' || line.status >= 500;

function table() {
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Requests"><table class="tap"><thead><tr><th scope="col">At</th><th scope="col">Node</th><th scope="col">Client</th><th scope="col">Request</th><th scope="col">Route, server</th><th scope="col" class="n">Status</th><th scope="col">End</th><th scope="col" class="n">ms</th><th scope="col">Phases</th></tr></thead>
    <tbody id="tap-lines">${repeat(tap.lines, key, (line) => html`<tr data-row><td class="quiet nowrap">${time(line.at)}</td><td>${line.node}</td><td class="mono">${line.client ?? none}</td><th scope="row" class="mono"><a data-main href=${linkHere([key(line)])}>${line.method ?? '?'} ${where(line)}</a></th>
      <td>${line.route ?? none}<small>${line.server ? `${line.pool}/${line.server}` : ''}${line.attempts > 1 ? ` · ${line.attempts} attempts` : ''}</small></td><td class="n ${bad(line) ? 'is-down' : ''}">${bad(line) ? '✕ ' : ''}${line.status ?? none}</td>
      <td><span class="mono" title=${line.reason ?? 'ended well'}>${line.end}</span>${line.reason ? html`<small>${line.reason}</small>` : nothing}</td><td class="n">${ms(line.totalMs)}</td><td>${phases(line)}</td></tr>`)}</tbody></table></div>`;
}

/** How the time was spent: in the queue, connecting, until the first byte, and the rest of the answer. */
function spent(line) {
  const parts = [['queue', line.queueMs ?? 0], ['connect', line.connectMs ?? 0], ['first byte', line.firstByteMs ?? 0]];
  const known = parts.reduce((sum, [, value]) => sum + value, 0);
  return [...parts, ['rest', Math.max(0, line.totalMs - known)]];
}

function phases(line) {
  const parts = spent(line);
  const all = parts.reduce((sum, [, value]) => sum + value, 0) || 1;
  let at = 0;
  return html`<svg class="phases" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${parts.map(([name, value]) => `${name} ${ms(value)} ms`).join(', ')}>${parts.map(([, value], tone) => { const x = at; at += 100 * value / all; return rect(x, 100 * value / all, tone); })}</svg>`;
}

const rect = (x, width, tone) => svg`<rect class="part-${tone}" x=${x} width=${width} height="8"/>`;

function details(line) {
  return html`<section class="drawer" aria-labelledby="tap-title" id="tap-drawer"><div class="head"><h2 id="tap-title" class="mono">${line.method ?? '?'} ${where(line)}</h2><span class=${bad(line) ? 'is-down' : 'is-up'}>${bad(line) ? '✕' : '●'} ${line.status ?? none} <span class="mono">${line.end}</span> ${line.reason ?? 'ended well'}</span><a class="close" data-close href=${linkHere([])} aria-label="close">✕</a></div>
    <div class="columns"><div><h3>Where</h3><dl class="pairs"><dt>At</dt><dd>${line.at}</dd><dt>Node</dt><dd>${line.node}, listener ${line.listener}</dd><dt>Client</dt><dd>${line.client ?? none}, ${line.protocol}${line.tls ? ', TLS' : ''}</dd><dt>Route</dt><dd>${line.route ? html`<a href=${link('routes', [], { q: line.route })}>${line.route}</a>` : 'none matched'}</dd>
        <dt>Server</dt><dd>${line.server ? html`<a href=${link('pools', [line.pool, line.server])}>${line.pool}/${line.server}</a>` : none}, ${plural(line.attempts, 'attempt')}${line.reused ? ', connection reused' : ''}</dd><dt>Id</dt><dd class="mono">${line.id}</dd></dl></div>
      <div><h3>Time</h3><dl class="pairs">${spent(line).map(([name, value], i) => html`<dt><svg class="key-box" viewBox="0 0 10 10" aria-hidden="true"><rect class="part-${i}" width="10" height="10"/></svg>${name}</dt><dd>${ms(value)} ms</dd>`)}<dt>in all</dt><dd>${ms(line.totalMs)} ms</dd><dt>Bytes</dt><dd>${bytes(line.bytesIn)} in, ${bytes(line.bytesOut)} out</dd></dl></div>
      <div><h3>Header fields</h3>${line.headers.length ? html`<dl class="pairs mono">${line.headers.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>` : html`<p class="quiet">none</p>`}</div></div></section>`;
}
