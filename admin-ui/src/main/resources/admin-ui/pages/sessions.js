// @ts-check
// Where a client's session goes and why; how many each server has; one that is taken off its server.

import { html, nothing } from '../lib/lit-html.js';
import { ask, segment } from '../api.js';
import { count, none } from '../format.js';
import { changed, may, stale } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { again, asked, waiting } from '../parts/asked.js';
import { question, say } from '../parts/dialog.js';

const MODES = { cookie: (pool) => `a cookie of ours, ${pool.name}: it names the server, so nothing is kept`, 'app-cookie': (pool) => `the application’s cookie ${pool.name}`, header: (pool) => `the header field ${pool.name}`, 'client-address': () => 'the client’s address' };
const WHAT = { cookie: 'Value of the cookie', 'app-cookie': 'Value of the cookie', header: 'Value of the field', 'client-address': 'The client’s address' };
/** A session's value may let somebody in: it never stands in the address. */
const sought = { value: '', pool: '', answer: null, problem: '' };

async function find(pool, value) {
  Object.assign(sought, { value, pool: pool.pool, answer: null, problem: '' });
  try { sought.answer = await ask('sessions/find', 'POST', { pool: pool.pool, value }); } catch (error) { sought.problem = error.message; }
  changed();
}

function unbind(pool) {
  const { answer, value } = sought;
  question({
    title: 'Take this session off its server?', verb: 'Unbind', danger: true, reason: false,
    text: html`<p class="consequence">It is on ${answer.server}, and goes to another server of pool ${pool.pool} from its next request on, on all nodes. What ${answer.server} keeps of it alone is lost to its client.</p>`,
    act: async () => { const moved = await ask(`pools/${segment(pool.pool)}/sessions/unbind`, 'POST', { value }); say(`It goes to ${moved.to} now.`); again('sessions'); await find(pool, value); },
  });
}

export function sessions() {
  const found = asked('sessions', 3000);
  const pools = found.answer?.pools ?? [];
  const pool = pools.find((one) => one.pool === here.query.get('pool')) ?? pools[0];
  return html`<div class="bar-line"><h1>Sessions</h1><span class="quiet">which server a client stays with</span></div>
    ${!found.answer ? html`<p class="empty">${waiting(found)}</p>` : !pool ? html`<p class="empty">No pool keeps clients with their server. <code>skein.pools.NAME.affinity { mode = cookie }</code> in the configuration has it do so.</p>`
      : html`${finder(pool, pools)}
    <section aria-labelledby="kept-title"><h2 id="kept-title">Sessions of each server</h2><p class="quiet">as node ${found.answer.scope} saw them lately</p>
      ${pools.map((one) => html`<div class="wrap" tabindex="0" role="region" aria-label="Sessions of pool ${one.pool}"><table><thead><tr><th scope="col">Pool ${one.pool}, by ${MODES[one.mode](one)}</th><th scope="col" class="n">Sessions</th></tr></thead>
        <tbody>${one.servers.map((server) => html`<tr data-row><th scope="row"><a data-main href=${link('pools', [one.pool, server.server])}>${server.server}</a></th><td class="n">${server.sessions == null ? none : count(server.sessions)}</td></tr>`)}</tbody></table></div>`)}</section>`}`;
}

function finder(pool, pools) {
  const mine = sought.pool === pool.pool;
  return html`<section class="card" aria-labelledby="find-title"><h2 id="find-title">Where does it go?</h2>
    <form class="which" @submit=${(event) => { event.preventDefault(); find(pool, new FormData(event.target).get('value').trim()); }}>
      <label>Pool <select @change=${(event) => { setQuery('pool', event.target.value); changed(); }}>${pools.map((one) => html`<option value=${one.pool} ?selected=${one.pool === pool.pool}>${one.pool}</option>`)}</select></label>
      <label class="grow">${WHAT[pool.mode]} <input id="filter" name="value" required autocomplete="off" spellcheck="false"></label><button type="submit" class="primary" ?disabled=${stale() || !may('operator')}>Look up</button></form>
    <p class="quiet">Pool ${pool.pool} goes by ${MODES[pool.mode](pool)}. What is looked up is neither kept nor logged.</p>
    <div id="found" role="status">${mine && sought.problem ? html`<p class="error">${sought.problem}</p>` : nothing}${mine && sought.answer ? verdict(pool, sought.answer) : nothing}</div></section>`;
}

function verdict(pool, answer) {
  return html`<p><b>${answer.server ? html`<a href=${link('pools', [pool.pool, answer.server])}>${answer.server}</a>` : 'no server'}</b>: ${answer.why}${answer.pinned ? ', although its hash says otherwise' : ''}</p>
    ${pool.mode === 'cookie' ? nothing : html`<p class="buttons"><button type="button" ?disabled=${stale() || !may('operator', pool.pool) || !answer.server} @click=${() => unbind(pool)}>Unbind …</button></p>`}
    <ul class="plain">${answer.candidates.map((one) => html`<li><span class=${one.eligible ? 'is-up' : 'is-idle'}>${one.eligible ? '●' : '◌'}</span> ${one.server} <span class="quiet">${one.why}</span></li>`)}</ul>`;
}
