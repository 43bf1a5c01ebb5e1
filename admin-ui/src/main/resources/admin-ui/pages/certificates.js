// @ts-check
// All certificates of all nodes: what ends first, what for, and where it lies.

import { html, nothing } from '../lib/lit-html.js';
import { repeat } from '../lib/directives/repeat.js';
import { clock, nodeNow, none, plural, span } from '../format.js';
import { ask } from '../api.js';
import { changed, may, undecided } from '../store.js';
import { here, link, linkHere, setQuery } from '../router.js';
import { again, asked, fetched } from '../parts/asked.js';
import { question, say, why } from '../parts/dialog.js';
import { state } from '../parts/state.js';

const USES = { listener: ['listener', 'shown to clients'], clients: ['clients of', 'authority of clients’ certificates'], admin: ['admin listener', 'shown to whoever asks here'], node: ['node', 'how the other nodes know it'],
  nodes: ['nodes', 'authority of the nodes’ certificates'], pool: ['pool', 'shown to servers'], servers: ['servers of', 'authority of servers’ certificates'] };

const left = (one) => { const millis = Date.parse(one.until) - nodeNow(); return millis < 0 ? `ended ${span(-millis)} ago` : `${span(millis)} left`; };
const common = (name) => /CN=((?:\\.|[^,])+)/.exec(name)?.[1] ?? name;

/** What is known of the next one, of those that come by themselves. */
const coming = (one) => (one.source === 'acme' ? html`<small>${one.ordered ? 'an order is under way' : one.renewal ? `renewed ${clock(one.renewal)} ${new Date(one.renewal).getFullYear()}` : 'waits to be ordered'}${one.trouble ? `: ${one.trouble}` : ''}</small>` : nothing);

/** One line of use for all nodes that use it so. */
function uses(one) {
  const groups = new Map();
  for (const use of one.uses) {
    const key = `${use.use} ${use.where ?? ''}`;
    groups.set(key, { ...use, nodes: [...(groups.get(key)?.nodes ?? []), use.node] });
  }
  return [...groups.values()];
}

const words = (use) => `${USES[use.use]?.[0] ?? use.use}${use.where ? ` ${use.where}` : ''}`;

export function certificates() {
  const found = asked('certificates', 10_000);
  const all = found.answer?.certificates ?? [];
  const wanted = (here.query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const only = here.query.get('state') ?? '';
  const shown = all.filter((one) => (!only || one.state === only) && wanted.every((word) => `${one.subject} ${one.issuer} ${one.names.join(' ')} ${one.state} ${one.uses.map((use) => `${words(use)} ${use.node} ${use.file}`).join(' ')}`.toLowerCase().includes(word)));
  const open = here.rest.length ? all.find((one) => one.fingerprint.startsWith(here.rest[0])) : null;
  return html`<div class="bar-line"><h1>Certificates</h1><span class="quiet">${plural(shown.length, 'certificate')} of all nodes, what ends first first</span>
      <span class="right"><label><span class="visually-hidden">Filter certificates</span><input id="filter" type="search" placeholder="Filter ( / )" autocomplete="off" .value=${here.query.get('q') ?? ''} @input=${(event) => { setQuery('q', event.target.value); changed(); }}></label>
      <label><span class="visually-hidden">State</span><select @change=${(event) => { setQuery('state', event.target.value); changed(); }}>${[['', 'any state'], ['ended', 'ended'], ['ending', 'ends soon'], ['not-yet', 'not yet valid'], ['placeholder', 'placeholder'], ['valid', 'valid']].map(([value, text]) => html`<option value=${value} ?selected=${value === only}>${text}</option>`)}</select></label></span></div>
    ${fetched(found, () => html`${open ? details(open) : here.rest.length ? html`<p class="empty">No node uses a certificate with the fingerprint ${here.rest[0]}.</p>` : nothing}
    ${shown.length ? html`<div class="wrap" tabindex="0" role="region" aria-label="Certificates"><table><thead><tr><th scope="col">For</th><th scope="col">State</th><th scope="col">Until</th><th scope="col">Names</th><th scope="col">Used by</th><th scope="col">Issued by</th></tr></thead>
      <tbody id="certificate-rows">${repeat(shown, (one) => one.fingerprint, (one) => html`<tr data-row><th scope="row"><a data-main href=${linkHere([one.fingerprint.slice(0, 16)])}>${common(one.subject)}</a></th><td>${state(one.state)}<small>${left(one)}</small>${coming(one)}</td><td class="nowrap">${clock(one.until)}<small>${new Date(one.until).getFullYear()}</small></td><td class="why">${one.names.join(', ') || none}</td>
        <td>${uses(one).map((use) => html`<div>${words(use)} <small>on ${use.nodes.join(', ')}</small></div>`)}</td><td class="why">${common(one.issuer)}</td></tr>`)}</tbody></table></div>`
      : html`<p class="empty">${all.length ? 'Nothing matches the filter.' : 'No certificate is in use: clients, nodes and servers are spoken to in clear text.'}</p>`}`)}`;
}

/** Another one at once, by whichever node orders. */
function renew(one) {
  question({
    title: `Renew ${one.names[0] ?? common(one.subject)} now?`, verb: 'Renew',
    text: html`<p class="consequence">${one.state === 'placeholder' ? 'It is ordered at once' : `It is ordered at once, although it ends in ${span(Date.parse(one.until) - nodeNow())}`}: clients are shown the new one as soon as it is there, and this one until then. Authorities count orders for the same names, often five a week.</p>`,
    act: async (answer) => { await ask(`certificates/${one.fingerprint}/renew`, 'POST', why(answer)); say(`${one.names[0] ?? common(one.subject)}: is ordered`); again('certificates'); },
  });
}

function details(one) {
  return html`<section class="drawer" aria-labelledby="certificate-title" id="certificate"><div class="head"><h2 id="certificate-title">${common(one.subject)}</h2>${state(one.state)}<span>${left(one)}</span><a class="close" data-close href=${linkHere([])} aria-label="close">✕</a></div>
    ${one.source === 'acme' ? html`<p class="buttons"><button type="button" ?disabled=${undecided() || !may('operator') || (one.ordered && !one.trouble)} @click=${() => renew(one)}>Renew now …</button></p>` : nothing}
    <div class="columns"><div><h3>What it says</h3><dl class="pairs"><dt>Subject</dt><dd>${one.subject}</dd><dt>Names</dt><dd>${one.names.join(', ') || none}</dd><dt>Issued by</dt><dd>${one.issuer}</dd><dt>From</dt><dd>${one.from}</dd><dt>Until</dt><dd>${one.until}</dd>${one.source === 'acme' ? html`<dt>Comes</dt><dd>by itself (ACME)${one.renewal ? `, renewed ${one.renewal}` : ''}${one.ordered ? ', an order is under way' : ''}</dd>${one.trouble ? html`<dt>Trouble</dt><dd>${one.trouble}</dd>` : nothing}` : nothing}<dt>SHA-256</dt><dd class="mono">${one.fingerprint}</dd></dl></div>
      <div><h3>Where it is used</h3><table><thead><tr><th scope="col">Node</th><th scope="col">For</th><th scope="col">File</th></tr></thead><tbody>${one.uses.map((use) => html`<tr><th scope="row">${use.node}</th><td>${use.use === 'pool' || use.use === 'servers' ? html`<a href=${link('pools', [], { q: use.where })}>${words(use)}</a>` : words(use)}<small>${USES[use.use]?.[1] ?? ''}</small></td><td class="mono why">${use.file}</td></tr>`)}</tbody></table></div></div></section>`;
}
