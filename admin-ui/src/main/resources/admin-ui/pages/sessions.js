// @ts-check
// Where a client's session goes and why; how many each server has; one that is taken off its server.

import { html, nothing } from '../lib/lit-html.js';
import { ask, segment, serverPath } from '../api.js';
import { count, none } from '../format.js';
import { changed, may, stale } from '../store.js';
import { here, link, setQuery } from '../router.js';
import { again, asked, fetched } from '../parts/asked.js';
import { question, say, why } from '../parts/dialog.js';

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
    title: 'Take this session off its server?', verb: 'Unbind', danger: true,
    text: html`<p class="consequence">It is on ${answer.server}, and goes to another server of pool ${pool.pool} from its next request on, on all nodes. What ${answer.server} keeps of it alone is lost to its client.</p>`,
    act: async (form) => { const moved = await ask(`pools/${segment(pool.pool)}/sessions/unbind`, 'POST', { value, ...why(form) }); say(`It goes to ${moved.to} now.`); again('sessions'); await find(pool, value); },
  });
}

/** All of one server. */
function unbindAll(pool, server) {
  const others = pool.servers.length - 1;
  question({
    title: `Take all sessions off ${server.server}?`, verb: 'Unbind all', danger: true,
    text: html`<p class="consequence">${amount(server) === '0' ? 'All' : `${amount(server)} known`} sessions of ${server.server} go to the other ${others === 1 ? 'server' : `${others} servers`} of pool ${pool.pool} from their next request on, on all nodes. What ${server.server} keeps of them alone is lost to their clients.</p>
      <p>New sessions come to it as before: drain is what keeps them away.</p>`,
    act: async (form) => { await ask(serverPath({ pool: pool.pool, id: server.server }, '/unbind-sessions'), 'POST', why(form)); say(`All sessions leave ${server.server} with their next request.`); again('sessions'); },
  });
}

/** Between two bounds where clients came by several nodes. */
const amount = (server) => server.sessions == null ? none : server.atLeast === server.sessions ? count(server.sessions) : `${count(server.atLeast)} to ${count(server.sessions)}`;

function servers(pool, nodes) {
  const kept = pool.servers.some((server) => server.sessions != null);
  const many = kept && nodes.length > 1;
  return html`<h3>Pool ${pool.pool}, by ${MODES[pool.mode](pool)}</h3><div class="wrap" tabindex="0" role="region" aria-label="Sessions of pool ${pool.pool}"><table class="by-server"><thead><tr><th scope="col">Server</th><th scope="col" class="n">Sessions</th>${many ? html`<th scope="col">By node</th>` : nothing}${kept ? html`<th scope="col">Actions</th>` : nothing}</tr></thead>
    <tbody>${pool.servers.map((server) => html`<tr data-row><th scope="row"><a data-main href=${link('pools', [pool.pool, server.server])}>${server.server}</a></th><td class="n">${amount(server)}</td>${many ? html`<td>${nodes.map((node) => html`<span class="nowrap">${node} <b>${count(server.nodes?.[node])}</b></span> `)}</td>` : nothing}
      ${kept ? html`<td><button type="button" aria-label="unbind all sessions of ${server.server}" ?disabled=${stale() || !may('operator', pool.pool) || pool.servers.length < 2} @click=${() => unbindAll(pool, server)}>Unbind all …</button></td>` : nothing}</tr>`)}</tbody></table></div>`;
}

export function sessions() {
  const found = asked('sessions', 3000);
  const pools = found.answer?.pools ?? [];
  const pool = pools.find((one) => one.pool === here.query.get('pool')) ?? pools[0];
  return html`<div class="bar-line"><h1>Sessions</h1><span class="quiet">which server a client stays with</span></div>
    ${fetched(found, () => !pool ? html`<p class="empty">No pool keeps clients with their server. <code>skein.pools.NAME.affinity { mode = cookie }</code> in the configuration has it do so.</p>`
      : html`${finder(pool, pools)}
    <section aria-labelledby="kept-title"><h2 id="kept-title">Sessions of each server</h2><p class="quiet">of the cluster, as ${found.answer.nodes.length > 1 ? `nodes ${found.answer.nodes.join(', ')}` : `node ${found.answer.nodes[0]}`} saw them in the last hour${found.answer.nodes.length > 1 ? '; one that came by several nodes is counted by each, so the truth lies between two numbers' : ''}</p>
      ${pools.map((one) => servers(one, found.answer.nodes))}</section>`)}`;
}

function finder(pool, pools) {
  const mine = sought.pool === pool.pool;
  return html`<section class="card" aria-labelledby="find-title"><h2 id="find-title">Where does it go?</h2>
    <form class="which" @submit=${(event) => { event.preventDefault(); find(pool, new FormData(event.target).get('value').trim()); }}>
      <label>Pool <select @change=${(event) => { setQuery('pool', event.target.value); changed(); }}>${pools.map((one) => html`<option value=${one.pool} ?selected=${one.pool === pool.pool}>${one.pool}</option>`)}</select></label>
      <label class="grow">${WHAT[pool.mode]} <input id="filter" name="value" required autocomplete="off" spellcheck="false"></label><button type="submit" class="primary" ?disabled=${stale() || !may('operator', pool.pool)}>Look up</button></form>
    <p class="quiet">Pool ${pool.pool} goes by ${MODES[pool.mode](pool)}. What is looked up is neither kept nor logged.</p>
    <div id="found" role="status">${mine && sought.problem ? html`<p class="error">${sought.problem}</p>` : nothing}${mine && sought.answer ? verdict(pool, sought.answer) : nothing}</div></section>`;
}

function verdict(pool, answer) {
  return html`<p><b>${answer.server ? html`<a href=${link('pools', [pool.pool, answer.server])}>${answer.server}</a>` : 'no server'}</b>: ${answer.why}${answer.pinned ? ', although its hash says otherwise' : ''}</p>
    ${pool.mode === 'cookie' ? nothing : html`<p class="buttons"><button type="button" ?disabled=${stale() || !may('operator', pool.pool) || !answer.server} @click=${() => unbind(pool)}>Unbind …</button></p>`}
    <ul class="plain">${answer.candidates.map((one) => html`<li><span class=${one.eligible ? 'is-up' : 'is-idle'}>${one.eligible ? '●' : '◌'}</span> ${one.server} <span class="quiet">${one.why}</span></li>`)}</ul>`;
}
