// @ts-check
// What one node tries before all have it: begun with its consequences said, compared with the others, ended or applied to all.

import { html, nothing } from '../lib/lit-html.js';
import { ask, ifAsIn } from '../api.js';
import { clock, ms, percent, plural, rate, span, until } from '../format.js';
import { may, now, undecided } from '../store.js';
import { bar } from './chart.js';
import { question, say } from './dialog.js';

const TIMES = [['60000', '1 minute'], ['300000', '5 minutes'], ['900000', '15 minutes'], ['3600000', '1 hour']];
const RULE = 'Every second its share of failed requests and its p99 are compared with those of the other nodes together. Three bad looks in a row take it back, with the reason in the journal.';
const note = (label) => html`<label>${label} <input name="note" maxlength="500" autocomplete="off"></label>`;

/** How much of the traffic a node gets now, in words. */
function part(id) {
  const reports = now.overview.nodes.map((node) => [node.id, node.report?.requestsPerSecond ?? 0]);
  const all = reports.reduce((sum, [, perSecond]) => sum + perSecond, 0);
  const mine = reports.find(([node]) => node === id)?.[1] ?? 0;
  return all > 0 ? `${rate(mine)} of ${rate(all)} requests a second` : 'no requests at this moment';
}

/**
 * Asks where and for how long, and begins.
 * @param {{ view: any, answer: any, body: object, begun: () => void }} candidate
 */
export function tryOut({ view, answer, body, begun }) {
  const nodes = view.nodes.filter((node) => node.live).map((node) => node.id);
  question({
    title: 'Try this configuration on one node?', verb: 'Begin', reason: false,
    text: html`<p class="consequence">That node alone takes the ${plural(answer.differences.length, 'difference')} at once, for the clients that come to it. If it does well until the end of the time, all nodes take them then; until that is decided, nothing else can be committed.</p>
      <p>${RULE} With less than a request a second there is nothing to judge by, and it is taken back at the end.</p><p>${answer.replay.text}</p>`,
    fields: html`<label>Node <select name="canary">${nodes.map((id) => html`<option value=${id}>${id}: ${part(id)}</option>`)}</select></label>
      <label>For <select name="watch">${TIMES.map(([value, words]) => html`<option value=${value} ?selected=${value === '300000'}>${words}</option>`)}</select></label>${note('Reason, for the history')}`,
    act: async (form) => {
      const done = await ask('config/apply', 'POST', { ...body, expected: answer.expected, canary: form.get('canary'), watchMs: Number(form.get('watch')), note: form.get('note')?.trim() || null });
      say(`Node ${done.trial.node} tries revision ${done.trial.revision.number}.`);
      begun();
    },
  });
}

/** A trial that is over meanwhile must not have the revision that rules be rolled back. @param {() => void} over */
function end(view, over) {
  const { revision, node } = view.trial;
  question({
    title: `End the trial of revision ${revision.number}?`, verb: 'End it', danger: true, reason: false,
    text: html`<p class="consequence">Node ${node} goes back to what the other nodes run, at once. What was tried stays in nobody's history; apply it again to try it again.</p>`, fields: note('Reason, for the journal'),
    act: async (form) => { await ask('config/rollback', 'POST', { note: form.get('note')?.trim() || null }, ifAsIn(view)); say(`Node ${node} tries it no more.`); over(); },
  });
}

/** @param {() => void} over */
function promote(view, over) {
  const { revision, node, endsAt, figures } = view.trial;
  question({
    title: `Apply revision ${revision.number} to all nodes now?`, verb: 'Apply to all', danger: true, reason: false,
    text: html`<p class="consequence">All nodes take it at once, ${until(endsAt)} before its time is over${figures && figures.requestsPerSecond >= 1 ? '' : `; node ${node} had too few requests to judge by`}. A roll back brings the former one again.</p>`, fields: note('Reason, for the journal'),
    act: async (form) => { const done = await ask('config/promote', 'POST', { revision: revision.number, note: form.get('note')?.trim() || null }, ifAsIn(view)); say(`Revision ${done.revision.number} rules.`); over(); },
  });
}

const share = (figures) => figures && figures.requestsPerSecond > 0 ? percent(figures.failedPerSecond / figures.requestsPerSecond) : percent(null);
const line = (name, figures) => html`<tr><th scope="row">${name}</th><td class="n">${rate(figures?.requestsPerSecond)}</td><td class="n">${share(figures)}</td><td class="n">${ms(figures?.p99Ms)}</td></tr>`;

/** @param {() => void} over looks again */
export function trial(view, over) {
  if (!view.trial) return nothing;
  const { revision, node, watchMs, endsAt, figures, others } = view.trial;
  const left = Math.max(0, Date.parse(endsAt) - Date.parse(now.at));
  const off = undecided() || !may('admin');
  return html`<section class="card" id="trial" aria-labelledby="trial-title"><h2 id="trial-title"><span class="is-warn">▶ Node ${node} tries revision ${revision.number}</span></h2>
    <p>By ${revision.author}, since ${clock(revision.at)}${revision.note ? `: ${revision.note}` : ''}. All nodes take it at the end of the time if it does well.</p>
    ${bar('time', 1 - left / watchMs, `${left > 0 ? `${span(left)} left` : 'over'} of ${span(watchMs)}`)}
    <div class="wrap flat" tabindex="0" role="region" aria-label="What it is judged by"><table><thead><tr><th scope="col">Last ten seconds</th><th scope="col" class="n">Req/s</th><th scope="col" class="n">Failed</th><th scope="col" class="n">p99 ms</th></tr></thead>
      <tbody>${line(`node ${node}`, figures)}${line('the others', others)}</tbody></table></div>
    <p class="quiet">${RULE}</p>
    <p class="buttons"><button type="button" ?disabled=${off} @click=${() => end(view, over)}>End the trial …</button><button type="button" ?disabled=${off} @click=${() => promote(view, over)}>Apply to all …</button></p></section>`;
}
