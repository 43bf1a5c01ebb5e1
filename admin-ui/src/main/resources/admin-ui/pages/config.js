// @ts-check
// What rules, what each node's file asks for, what would change, and what was before.

import { html, nothing } from '../lib/lit-html.js';
import { ask } from '../api.js';
import { clock, plural } from '../format.js';
import { changed, may, now, stale, undecided } from '../store.js';
import { here, setQuery } from '../router.js';
import { fetched } from '../parts/asked.js';
import { question, say } from '../parts/dialog.js';
import { settings } from '../parts/settings.js';
import { trial, tryOut } from '../parts/trial.js';

const loaded = { at: 0, answered: 0, view: null, revisions: [], status: null, problem: '' };
const checked = { text: '', answer: null, diff: null, compared: '', problem: '', busy: false };
const WORDS = { 'in-force': 'as the revision', candidate: 'asks for something else', superseded: 'older than the revision', invalid: 'has problems' };

function load(force = false) {
  if (!force && (performance.now() - loaded.at < (loaded.view?.trial ? 1000 : 3000) || stale())) return;
  loaded.at = performance.now();
  look().then(changed, (error) => { loaded.problem = error.message; changed(); });
}

/** Revisions are the cluster's: a node that follows its file has none to ask for. */
async function look() {
  const status = await ask('status');
  const [view, { revisions }] = status.configuration.cluster ? await Promise.all([ask('config'), ask('config/revisions')])
    : [{ alone: 'This node follows its file: change it, and the node takes it up. Revisions are for clusters with voters and a secret.' }, { revisions: [] }];
  Object.assign(loaded, { status, view, revisions, problem: '', answered: performance.now() });
}

async function work(act) {
  Object.assign(checked, { busy: true, problem: '' });
  changed();
  try { await act(); } catch (error) { checked.problem = error.message; }
  checked.busy = false;
  changed();
}

const body = () => checked.text.trim() ? { files: { '': checked.text }, label: 'pasted' } : {};
const validate = () => work(async () => { compare(''); checked.answer = await ask('config/check', 'POST', body()); });

/** What is compared stands in the address: `file`, or two revisions, as `3..5`. */
function compare(what) {
  setQuery('compare', what);
  Object.assign(checked, { compared: '', diff: null });
  changed();
}

function followed() {
  const what = here.query.get('compare') ?? '';
  if (what === checked.compared || checked.busy || stale() || !may('operator')) return;
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(what) ?? [];
  Object.assign(checked, { compared: what, diff: null });
  if (what) work(async () => { checked.answer = null; checked.diff = await ask(`config/diff${from ? `?from=${from}&to=${to}` : ''}`); });
}

function apply() {
  const { answer } = checked;
  question({
    title: 'Commit this configuration on all nodes?', verb: 'Commit', reason: false,
    text: html`<p>${plural(answer.differences.length, 'difference')} to what rules. ${answer.replay.text}</p><ul>${answer.differences.slice(0, 20).map((line) => html`<li>${line}</li>`)}</ul>`,
    fields: html`<label>Note, for the history <input name="note" maxlength="500" autocomplete="off"></label>`,
    act: async (form) => { const done = await ask('config/apply', 'POST', { ...body(), expected: answer.expected, note: form.get('note') || null }); say(`Revision ${done.revision.number} rules.`); checked.answer = null; load(true); },
  });
}

/** What was checked is what one node is to try. */
function attempt() {
  tryOut({ view: loaded.view, answer: checked.answer, body: body(), begun: () => { checked.answer = null; load(true); } });
}

function rollback(revision) {
  question({
    title: `Back to revision ${revision.number}?`, verb: 'Roll back', reason: false, text: html`<p>Of ${clock(revision.at)}, by ${revision.author}. It is committed as a new revision, on all nodes at once.</p>`,
    fields: html`<label>Note, for the history <input name="note" maxlength="500" autocomplete="off"></label>`,
    act: async (form) => { const done = await ask('config/rollback', 'POST', { revision: revision.number, note: form.get('note') || null, expected: loaded.view.revision?.number ?? null }); say(`Revision ${done.revision.number} rules.`); load(true); },
  });
}

export function config() {
  load();
  const { view, problem, answered } = loaded;
  return html`<div class="bar-line"><h1>Configuration</h1>${view ? html`<span class="quiet">of node ${now.node}: ${loaded.status.configuration.file}, in force since ${clock(loaded.status.configuration.loadedAt)}</span>` : nothing}</div>
    ${fetched({ answer: view, problem, answered }, standing)}
    ${may('operator') ? settings() : nothing}`;
}

function standing(view) {
  if (!view.alone) followed();
  const { refused } = loaded.status.configuration;
  return html`${refused ? html`<section class="card trouble down"><h2>✕ Refused ${clock(refused.at)}; the former stays in force</h2><ul>${refused.problems.map((problem) => html`<li class="mono">${problem}</li>`)}</ul></section>` : nothing}
    ${view.alone ? html`<p class="empty">${view.alone}</p>` : cluster(view)}`;
}

function cluster(view) {
  const not = undecided() || !may('admin');
  const ready = checked.answer && checked.answer.problems.length === 0 && !view.trial;
  return html`<p class="sentence">${view.text}.</p>
    ${trial(view, () => load(true))}
    <section aria-labelledby="config-nodes"><h2 id="config-nodes">Nodes</h2><div class="wrap" tabindex="0" role="region" aria-label="Configuration of each node"><table><thead><tr><th scope="col">Node</th><th scope="col">Runs revision</th><th scope="col">Its own file</th><th scope="col">Trouble</th></tr></thead>
      <tbody>${view.nodes.map((node) => html`<tr><th scope="row">${node.id}${node.live ? nothing : html` <span class="tag">gone</span>`}</th><td>${node.revision ?? 'none'}${node.trial ? ' (tries it)' : ''}${node.behind ? html` <span class="is-warn">▲ behind</span>` : nothing}</td><td><span class=${node.file.standing === 'in-force' ? 'is-up' : 'is-warn'}>${node.file.standing === 'in-force' ? '●' : '▲'}</span> ${WORDS[node.file.standing] ?? node.file.standing}</td><td>${node.trouble ?? ''}</td></tr>`)}</tbody></table></div></section>
    <section class="card" aria-labelledby="check-title"><h2 id="check-title">Try a configuration</h2>
      <label>Text, or nothing for the file of node ${now.node} <textarea id="config-text" rows="8" class="mono" spellcheck="false" placeholder="skein { … }" @input=${(event) => { checked.text = event.target.value; checked.answer = null; }}></textarea></label>
      <p class="buttons"><button type="button" ?disabled=${stale() || !may('operator') || checked.busy} @click=${validate}>Validate on every node</button><button type="button" ?disabled=${stale() || !may('operator') || checked.busy} @click=${() => compare('file')}>Compare this node's file with what rules</button>
        <button type="button" ?disabled=${not || !ready || view.nodes.filter((node) => node.live).length < 2} @click=${attempt}>Try on one node …</button><button type="button" class="primary" ?disabled=${not || !ready} @click=${apply}>Commit …</button></p>
      ${view.trial ? html`<p class="quiet">Node ${view.trial.node} tries a configuration: until that ends, none can be committed.</p>` : may('admin') ? nothing : html`<p class="quiet">To commit needs the role admin.</p>`}
      ${checked.problem ? html`<p class="error" role="alert">${checked.problem}</p>` : nothing}${checked.answer ? verdict(checked.answer) : nothing}${checked.diff ? compared(checked.diff) : nothing}</section>
    <section aria-labelledby="history-title"><h2 id="history-title">History</h2>${loaded.revisions.length ? html`<div class="wrap" tabindex="0" role="region" aria-label="Revisions"><table><thead><tr><th scope="col" class="n">Revision</th><th scope="col">At, by</th><th scope="col">Note</th><th scope="col">Actions</th></tr></thead>
      <tbody>${loaded.revisions.map((revision, i) => html`<tr><th scope="row" class="n">${revision.number}</th><td>${clock(revision.at)}<small>${revision.author}</small></td><td class="why">${revision.note ?? ''}</td><td><button type="button" aria-label="compare revision ${revision.number}" ?disabled=${stale() || i === 0 || !may('operator')} @click=${() => compare(`${revision.number}..${loaded.revisions[0].number}`)}>Compare</button> <button type="button" aria-label="roll back to revision ${revision.number}" ?disabled=${not || i === 0 || Boolean(view.trial)} @click=${() => rollback(revision)}>Roll back</button></td></tr>`)}</tbody></table></div>` : html`<p class="empty">No revision was committed yet.</p>`}</section>`;
}

const list = (title, lines, kind) => lines.length ? html`<h3 class=${kind}>${title}</h3><ul class="plain mono">${lines.map((line) => html`<li>${line}</li>`)}</ul>` : nothing;

function verdict(answer) {
  return html`<div id="verdict"><p><b class=${answer.problems.length ? 'is-down' : 'is-up'}>${answer.problems.length ? `✕ ${plural(answer.problems.length, 'problem')}` : `● Sound on ${answer.nodes.join(', ') || 'this node'}`}</b> · ${plural(answer.differences.length, 'difference')} · ${answer.replay.text}</p>
    ${list('Problems', answer.problems, 'is-down')}${list('Warnings', answer.warnings, 'is-warn')}${list('Differences', answer.differences, '')}${list('Requests that would go elsewhere', answer.replay.examples, '')}</div>`;
}

function compared(answer) {
  return html`<div id="compared"><p><b>From ${answer.from} to ${answer.to}</b>: ${plural(answer.differences.length, 'difference')}</p>${list('Problems', answer.problems, 'is-down')}${list('Differences', answer.differences, '')}
    ${answer.text ? html`<pre class="diff" tabindex="0">${answer.text.split('\n').map((line) => html`<span class=${line.startsWith('+') ? 'is-up' : line.startsWith('-') ? 'is-down' : ''}>${`${line}\n`}</span>`)}</pre>` : nothing}</div>`;
}
