// @ts-check
// Failures on purpose, for a bounded time: chosen, looked at beforehand, watched, judged; by hand or by the calendar.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { ask, ifMatch, segment } from '../api.js';
import { clock, count, ms, nodeNow, none, rate, span, time } from '../format.js';
import { changed, may, now, stale, undecided } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { again, asked, fetched } from '../parts/asked.js';
import { bar } from '../parts/chart.js';
import { question, say, why } from '../parts/dialog.js';
import { state } from '../parts/state.js';

const COURSE = ['checking', 'before', 'failing', 'returning', 'after', 'done'];
const LONG = [[5000, '5 s'], [10_000, '10 s'], [30_000, '30 s'], [120_000, '2 min'], [600_000, '10 min'], [3_600_000, '1 h']];
const LINES = 60;
const preflight = { of: '', objections: null, problem: '', busy: false };

const open = (drill) => !['done', 'refused', 'stopped'].includes(drill.state);
const role = (kind) => kind === 'lose-server' ? 'operator' : 'admin';
/** Of a server whoever may its pool; the rest is for nobody who is limited to pools. */
const mayDrill = ({ kind, target }) => may(role(kind), kind === 'lose-server' ? target.split('/')[0] : undefined);

/** What a kind can be done to. */
function targets(kind) {
  if (kind === 'lose-server') return now.order.filter((key) => now.rows[key]?.id);
  if (kind === 'move-address') return now.overview.virtualIps.map(({ address }) => address);
  return now.overview.nodes.filter((node) => node.role === 'proxy').map(({ id }) => id);
}

function chosen(kinds) {
  const kind = kinds.find((one) => one.kind === here.query.get('kind')) ?? kinds[0];
  const all = targets(kind.kind);
  const target = all.includes(here.query.get('target') ?? '') ? here.query.get('target') : all[0] ?? '';
  return { ...kind, all, name: target, to: here.query.get('to') ?? '', forMs: Number(here.query.get('for')) || 30_000 };
}

const set = (name) => (event) => { setQuery(name, event.target.value); if (name === 'kind') { setQuery('target', ''); setQuery('to', ''); } changed(); };
const body = (choice, form) => ({ kind: choice.kind, target: choice.name, forMs: choice.forMs, to: choice.to || null, url: form.get('url')?.trim() || null, ...why(form) });
const asks = html`<label>What the probe asks; empty: a listener of the node that drives, or the address <input name="url" type="url" placeholder="http://…" autocomplete="off"></label>`;

async function check(choice) {
  Object.assign(preflight, { of: `${choice.kind} ${choice.name}`, objections: null, problem: '', busy: true });
  changed();
  try {
    preflight.objections = (await ask('drills/check', 'POST', { kind: choice.kind, target: choice.name })).objections;
  } catch (error) {
    preflight.problem = error.message;
  }
  preflight.busy = false;
  changed();
}

function begin(choice, against) {
  question({
    title: `${choice.kind} ${choice.name}, for ${span(choice.forMs)}?`, verb: 'Begin', danger: true, type: choice.name,
    text: html`<p class="consequence ${against.length ? 'bad' : ''}">${choice.meaning}. It returns by itself, even if this page and the node that drives it are gone.${against.length ? ' It may not be survived:' : ''}</p>
      ${against.length ? html`<ul>${against.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}`,
    fields: html`${asks}${against.length ? html`<label><span><input type="checkbox" name="force" required> all the same, although it may not be survived</span></label>` : nothing}`,
    act: async (form) => {
      const drill = await ask('drills', 'POST', { ...body(choice, form), force: form.get('force') != null });
      say(`Drill ${drill.number} began.`);
      preflight.of = '';
      again('drills');
    },
  });
}

function schedule(choice) {
  question({
    title: `${choice.kind} ${choice.name}, again and again`, verb: 'Schedule',
    text: html`<p>${choice.meaning}, for ${span(choice.forMs)} each time; what would not be survived then is refused and told.</p>`,
    fields: html`<label>Name <input name="name" required maxlength="60" autocomplete="off"></label><label>When, in UTC: minute, hour, day, month, day of the week <input name="cron" required value="15 3 * * 1" class="mono" autocomplete="off"></label>${asks}`,
    act: async (form) => {
      const made = await ask(`drills/schedules/${segment(form.get('name').trim())}`, 'PUT', { ...body(choice, form), cron: form.get('cron') });
      say(`${made.name}: next ${clock(made.next)}`);
      again('drills');
    },
  });
}

function forget(one) {
  question({ title: `Remove the schedule ${one.name}?`, verb: 'Remove', text: html`<p>${one.kind} ${one.target} at ${one.cron} is not begun any more.</p>`,
    act: async (form) => { await ask(`drills/schedules/${segment(one.name)}?${new URLSearchParams(why(form))}`, 'DELETE', undefined, ifMatch(one.version)); say(`${one.name}: removed`); again('drills'); } });
}

export function drill() {
  const found = asked('drills', now.overview.drill ? 500 : 3000);
  return html`<div class="bar-line"><h1>Drill</h1><span class="quiet">a chosen failure for a bounded time, and what it costs; at most one at a time</span></div>
    ${fetched(found, all)}`;
}

function all({ kinds, drills, schedules }) {
  const choice = chosen(kinds);
  const shown = here.rest.length ? drills.find((one) => String(one.number) === here.rest[0]) : drills[0];
  return html`${here.rest.length && !shown ? html`<p class="empty">There is no drill ${here.rest[0]} among the latest ${drills.length}.</p>` : nothing}
    ${shown ? details(shown) : nothing}
    ${chooser(choice, kinds, drills.some(open))}
    ${planned(schedules)}
    ${drills.length ? former(drills) : html`<p class="empty">There was no drill yet.</p>`}`;
}

function chooser(choice, kinds, busy) {
  const mine = preflight.of === `${choice.kind} ${choice.name}`;
  const off = undecided() || !mayDrill({ kind: choice.kind, target: choice.name }) || !choice.name;
  return html`<section class="card" aria-labelledby="choose-title"><h2 id="choose-title">Choose</h2>
    <div class="which"><label>What fails <select id="drill-kind" @change=${set('kind')}>${kinds.map(({ kind }) => html`<option value=${kind} ?selected=${kind === choice.kind}>${kind}</option>`)}</select></label>
      <label class="grow">Which <select id="drill-target" @change=${set('target')}>${choice.all.map((one) => html`<option value=${one} ?selected=${one === choice.name}>${one}</option>`)}</select></label>
      ${choice.kind === 'move-address' ? html`<label>To <select @change=${set('to')}><option value="">any node</option>${targets('drain-node').map((id) => html`<option value=${id} ?selected=${id === choice.to}>${id}</option>`)}</select></label>` : nothing}
      <label>How long <select id="drill-for" @change=${set('for')}>${LONG.map(([value, words]) => html`<option value=${value} ?selected=${value === choice.forMs}>${words}</option>`)}</select></label></div>
    <p class="quiet">${choice.meaning}${choice.name ? '' : ': there is none to choose'}.</p>
    <p class="buttons"><button type="button" ?disabled=${off || preflight.busy} @click=${() => check(choice)}>Pre-flight</button>
      <button type="button" class="danger" ?disabled=${off || busy || !mine || !preflight.objections} @click=${() => begin(choice, preflight.objections)}>Begin …</button>
      <button type="button" ?disabled=${off} @click=${() => schedule(choice)}>Schedule …</button>${busy ? html`<span class="quiet">One is open.</span>` : nothing}</p>
    <div id="preflight" role="status">${!mine ? html`<span class="quiet">The pre-flight says whether it would be survived; then it can begin.</span>` : preflight.problem ? html`<p class="error">${preflight.problem}</p>`
      : !preflight.objections ? '…' : preflight.objections.length ? html`<b class="is-warn">▲ Speaks against it:</b><ul class="plain">${preflight.objections.map((line) => html`<li>${line}</li>`)}</ul>`
      : html`<b class="is-up">● Nothing speaks against it</b> as node ${now.node} sees it; the node that drives asks all nodes again first.`}</div></section>`;
}

/** Its own lines of the journal, and whatever else the journal has of that time, oldest first. */
function lines(one) {
  const from = Date.parse(one.startedAt) - 500;
  const to = one.endedAt ? Date.parse(one.endedAt) + 2000 : Infinity;
  const mine = `drill ${one.number}`;
  return now.events.filter((event) => event.subject === mine || (Date.parse(event.at) >= from && Date.parse(event.at) <= to)).reverse().slice(-LINES)
    .map((event) => ({ ...event, own: event.subject === mine }));
}

function details(one) {
  const at = COURSE.indexOf(one.state);
  const told = lines(one);
  const began = told.find((event) => event.own && event.kind === 'drill-step');
  const gone = one.state === 'failing' && began ? Math.max(0, nodeNow() - Date.parse(began.at)) : 0;
  const figures = now.overview.traffic;
  return html`<section class="drawer" aria-labelledby="drill-title" id="drill">
    <div class="head"><h2 id="drill-title">Drill ${one.number}: ${one.kind} ${one.target}</h2>${state(one.state)}${one.reason ? html`<b>${one.reason}</b>` : nothing}<span class="quiet">for ${span(one.forMs)}, by ${one.by}, ${clock(one.startedAt)}${one.forced ? ', forced' : ''}</span></div>
    <div class="inside">
      <ol class="flow">${COURSE.map((word, i) => html`<li aria-current=${i === at ? 'step' : nothing}>${i < at || one.state === 'done' ? '✓ ' : ''}${word}</li>`)}</ol>
      ${open(one) ? html`${one.state === 'failing' ? bar('fails', Math.min(1, gone / one.forMs), `${span(gone)} of ${span(one.forMs)}`) : nothing}
        <p>Clients now: <b>${rate(figures.requestsPerSecond)}</b> req/s, <b class=${figures.failedPerSecond > 0 ? 'is-down' : ''}>${rate(figures.failedPerSecond)}</b> failed/s, p99 <b>${ms(figures.latencyMs?.p99)}</b> ms <span class="quiet">of the cluster, last 10 s</span></p>
        <p class="buttons"><button type="button" ?disabled=${stale() || !mayDrill(one)} @click=${() => stop(one)}>Stop and undo it …</button></p>` : nothing}
      ${one.verdict ? verdict(one.verdict) : nothing}
      <h3>Time line</h3>${told.length ? html`<ol class="plain timeline">${repeat(told, (event) => `${event.node}/${event.life}/${event.seq}`, (event) => html`<li class=${event.own ? 'own' : ''}><span class="quiet">${time(event.at)}</span> ${state(event.severity)} ${event.own ? html`<b>${event.kind}</b>` : html`${event.kind} <b>${event.subject}</b>`} ${event.text} <span class="quiet">node ${event.node}</span></li>`)}</ol>` : html`<p class="quiet">The journal this page keeps begins later.</p>`}
    </div></section>`;
}

function stop(one) {
  question({
    title: `Stop drill ${one.number} and undo it?`, verb: 'Stop', danger: true,
    text: html`<p class="consequence">${one.kind} ${one.target} is undone at once; there is no verdict on what was not measured to its end.</p>`,
    act: async (form) => { await ask(`drills/${one.number}/stop`, 'POST', why(form)); say(`Drill ${one.number}: is undone`); again('drills'); },
  });
}

function verdict(found) {
  const part = (name, { sent, failed, longestGapMs, p99Ms }) => html`<tr><th scope="row">${name}</th><td class="n">${count(sent)}</td><td class="n ${failed ? 'is-down' : ''}">${failed ? '✕ ' : ''}${count(failed)}</td><td class="n">${count(longestGapMs)} ms</td><td class="n">${p99Ms == null ? none : `${ms(p99Ms)} ms`}</td></tr>`;
  return html`<div id="drill-verdict"><p><b class=${found.passed ? 'is-up' : 'is-down'}>${found.passed ? '● Passed' : '✕ Failed'}</b>${found.passed ? ': no trace of it.' : ''} Requests of clients that failed meanwhile: <b>${count(found.clientsFailed)}</b></p>
    ${found.faults.length ? html`<ul>${found.faults.map((fault) => html`<li>${fault}</li>`)}</ul>` : nothing}
    <div class="wrap" tabindex="0" role="region" aria-label="What the probe saw"><table><thead><tr><th scope="col">Probe</th><th scope="col" class="n">Sent</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Longest gap</th><th scope="col" class="n">p99</th></tr></thead><tbody>${part('before', found.before)}${part('during', found.during)}${part('after', found.after)}</tbody></table></div></div>`;
}

function planned(schedules) {
  if (!schedules.length) return nothing;
  return html`<section aria-labelledby="planned-title"><h2 id="planned-title">Scheduled</h2><div class="wrap" tabindex="0" role="region" aria-label="Schedules"><table id="schedules"><thead><tr><th scope="col">Name</th><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col">Next</th><th scope="col">By</th><th scope="col">Actions</th></tr></thead>
    <tbody>${schedules.map((one) => html`<tr data-row><th scope="row">${one.name}</th><td class="mono nowrap">${one.cron}</td><td>${one.kind} ${one.target}, ${span(one.forMs)}</td><td class="nowrap">${one.next ? clock(one.next) : none}</td><td>${one.by}</td><td><button type="button" data-main aria-label="remove the schedule ${one.name}" ?disabled=${undecided() || !mayDrill(one)} @click=${() => forget(one)}>Remove</button></td></tr>`)}</tbody></table></div></section>`;
}

function former(drills) {
  return html`<section aria-labelledby="drills-title"><h2 id="drills-title">The latest</h2><div class="wrap" tabindex="0" role="region" aria-label="Drills"><table><thead><tr><th scope="col">Drill</th><th scope="col">What</th><th scope="col">State</th><th scope="col">Verdict</th><th scope="col">Began</th><th scope="col">By</th></tr></thead>
    <tbody>${repeat(drills, (one) => one.number, (one) => html`<tr data-row><th scope="row"><a data-main href=${link('drill', [String(one.number)])}>drill ${one.number}</a></th><td>${one.kind} ${one.target}</td><td>${state(one.state)}${one.reason ? html`<small>${one.reason}</small>` : nothing}</td><td class="why">${one.verdict?.text ?? none}</td><td class="nowrap">${clock(one.startedAt)}</td><td>${one.by}</td></tr>`)}</tbody></table></div></section>`;
}
