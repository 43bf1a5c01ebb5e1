// @ts-check
// What is restarted or deployed one after the other: how far it is, why it stands still, and how to stop it.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { ask } from '../api.js';
import { clock, none, plural, since, span } from '../format.js';
import { may, now, undecided } from '../store.js';
import { here, link } from '../router.js';
import { again, asked, fetched, outdated } from '../parts/asked.js';
import { bar } from '../parts/chart.js';
import { question, say, why } from '../parts/dialog.js';
import { state } from '../parts/state.js';

const open = (roll) => !['aborted', 'done'].includes(roll.state);
const what = (roll) => roll.kind === 'nodes' ? 'the nodes' : `pool ${roll.pool}`;
const least = (roll) => roll.kind === 'nodes' ? 'admin' : 'operator';

/** What becomes of it, by what is done to it. */
const STEERS = {
  pause: ['Pause', (roll) => `${roll.current ? `What is under way with ${roll.current} goes on to its end; no other one is begun` : 'No other one is begun'} until it is resumed.`],
  resume: ['Resume', (roll) => `It goes on ${roll.current ? `with ${roll.current}` : 'where it is'}.`],
  abort: ['Abort', (roll) => `${roll.current ? `${roll.current} takes part again once it is well; no other one is begun.` : 'No other one is begun.'} What is done stays as it is.`],
};

function steer(roll, word) {
  const [verb, consequence] = STEERS[word];
  question({
    title: `${verb} roll ${roll.number}?`, verb, danger: word === 'abort', text: html`<p class="consequence">${consequence(roll)}</p>`,
    act: async (answer) => {
      const next = await ask(`rolls/${roll.number}/${word}`, 'POST', why(answer));
      say(`Roll ${next.number}: ${next.state}`);
      again('rolls');
    },
  });
}

function restart() {
  const nodes = now.overview.nodes.filter((node) => node.role === 'proxy' && node.state !== 'gone');
  question({
    title: 'Restart the nodes, one after the other?', verb: 'Begin', danger: true, reason: false, type: now.overview.cluster ?? now.node,
    text: html`<p class="consequence">${plural(nodes.length, 'node')}: each hands over its addresses and drains, restarts, has to be well again, and is watched, before the next one does. This page moves with its node.</p>`,
    fields: html`<label>Note, for the journal (optional) <input name="note" maxlength="200" autocomplete="off"></label>`,
    act: async (answer) => { const roll = await ask('rolls', 'POST', { note: answer.get('note')?.trim() || null }); say(`Roll ${roll.number} began.`); again('rolls'); },
  });
}

export function rolling() {
  const found = asked('rolls', now.overview.roll ? 1000 : 3000);
  const rolls = found.answer?.rolls ?? [];
  const shown = here.rest.length ? rolls.find((roll) => String(roll.number) === here.rest[0]) : rolls[0];
  return html`<div class="bar-line"><h1>Rolling</h1><span class="quiet">of the cluster, at most one at a time</span>
      <span class="right"><button type="button" ?disabled=${undecided() || !may('admin') || !found.answer || outdated(found) || rolls.some(open)} @click=${restart}>Restart the nodes …</button></span></div>
    ${fetched(found, () => html`${!rolls.length ? html`<p class="empty">Nothing was rolled yet. <code>skein roll POOL -- COMMAND {server}</code> deploys the servers of a pool one after the other, from where the command can run; <code>skein roll nodes</code> restarts the nodes.</p>` : nothing}
    ${here.rest.length && !shown ? html`<p class="empty">There is no roll ${here.rest[0]} among the latest ${rolls.length}.</p>` : nothing}
    ${shown ? details(shown) : nothing}
    ${rolls.length ? html`<section aria-labelledby="rolls-title"><h2 id="rolls-title">The latest</h2><div class="wrap" tabindex="0" role="region" aria-label="Rolls"><table><thead><tr><th scope="col">Roll</th><th scope="col">Of</th><th scope="col">State</th><th scope="col" class="n">Done</th><th scope="col">Began</th><th scope="col">By</th><th scope="col">Note</th></tr></thead>
      <tbody>${repeat(rolls, (roll) => roll.number, (roll) => html`<tr data-row><th scope="row"><a data-main href=${link('rolling', [String(roll.number)])}>roll ${roll.number}</a></th><td>${what(roll)}</td><td>${state(roll.state)}${roll.reason ? html`<small>${roll.reason}</small>` : nothing}</td><td class="n">${roll.done} of ${roll.steps.length}</td><td class="nowrap">${clock(roll.startedAt)}</td><td>${roll.by}</td><td class="why">${roll.note ?? none}</td></tr>`)}</tbody></table></div></section>` : nothing}`)}`;
}

function details(roll) {
  const off = undecided() || !may(least(roll), roll.pool ?? undefined);
  const button = (word, on) => html`<button type="button" aria-label="${STEERS[word][0]} roll ${roll.number}" ?disabled=${off || !on} @click=${() => steer(roll, word)}>${STEERS[word][0]}</button>`;
  return html`<section class="drawer" aria-labelledby="roll-title" id="roll">
    <div class="head"><h2 id="roll-title">Roll ${roll.number} of ${what(roll)}</h2>${state(roll.state)}${roll.reason ? html`<b>${roll.reason}</b>` : nothing}<span class="quiet">${roll.note ?? ''} by ${roll.by}, ${clock(roll.startedAt)}${roll.endedAt ? `, took ${span(Date.parse(roll.endedAt) - Date.parse(roll.startedAt))}` : ''}</span></div>
    <p class="buttons">${button('pause', roll.state === 'running')}${button('resume', ['paused', 'stopped'].includes(roll.state))}${button('abort', open(roll) && roll.state !== 'aborting')}
      ${open(roll) && roll.kind === 'servers' ? html`<span class="quiet">The commands run where <code>skein roll</code> was called${roll.state === 'paused' ? html`; from another place: <code>skein roll resume -- COMMAND</code>` : nothing}.</span>` : nothing}</p>
    <div class="inside">${bar('done', roll.done / roll.steps.length, `${roll.done} of ${roll.steps.length}`)}
      <p class="quiet">${roll.kind === 'servers' ? `Drains for at most ${span(roll.drainMs)}, the command may take ${span(roll.workMs)}; ` : ''}well again within ${span(roll.healthyMs)}, watched for ${span(roll.watchMs)}, at most ${roll.mostErrors} % errors more than the others${roll.kind === 'servers' ? `, at least ${roll.serving} of the pool serving` : ''}.</p></div>
    <div class="wrap flat" tabindex="0" role="region" aria-label="Steps of roll ${roll.number}"><table><thead><tr><th scope="col">Which</th><th scope="col">Where it is</th><th scope="col">Since</th><th scope="col" class="n">Tries</th><th scope="col" class="n">Exit</th><th scope="col">What it said</th></tr></thead>
      <tbody>${roll.steps.map((step) => html`<tr aria-current=${step.target === roll.current ? 'step' : nothing}><th scope="row">${roll.kind === 'servers' ? html`<a href=${link('pools', [roll.pool, step.target])}>${step.target}</a>` : step.target}</th><td>${state(step.phase)}</td><td>${step.since ? html`${clock(step.since)} <span class="quiet">${open(roll) && step.target === roll.current ? `(${since(step.since)})` : ''}</span>` : none}</td><td class="n">${step.attempt || none}</td><td class="n ${step.exit ? 'is-down' : ''}">${step.exit ?? none}</td><td class="why">${step.text ?? none}</td></tr>`)}</tbody></table></div>
  </section>`;
}
