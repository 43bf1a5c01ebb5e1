// @ts-check
// What can be done to servers, one or many: consequence first, then the change, then what became of each.

import { html } from '../lib/lit-html.js';
import { ask, ifMatch, serverPath } from '../api.js';
import { percent, plural, rate, until } from '../format.js';
import { may, now } from '../store.js';
import { question, say, why } from './dialog.js';

/** Title, verb, meaning. */
const WHAT = {
  ready: ['Ready', 'Ready', 'Takes part again as the checks find it.'],
  drain: ['Drain', 'Drain', 'Keeps bound sessions and open exchanges, and gets no new sessions.'],
  maintenance: ['Maintenance for', 'Take out', 'Gets nothing any more, not even bound sessions, and is not checked.'],
};
const serves = (server) => server.weight.effective > 0;
/** What has a share of what is new to a pool, once it has a weight. */
const works = (server) => server.admin.state === 'ready' && ['up', 'warming', 'falling'].includes(server.state);
const ofPool = (name) => Object.values(now.rows).filter((row) => row.id && row.pool === name);
const weights = (servers) => servers.reduce((sum, server) => sum + server.weight.effective, 0);
export const key = (server) => `${server.pool}/${server.id}`;

/** What is left of each pool when these servers get nothing new. */
function consequences(servers) {
  const pools = [...new Set(servers.map((server) => server.pool))];
  return pools.map((name) => {
    const pool = now.rows[name];
    const mine = servers.filter((server) => server.pool === name && serves(server));
    const left = pool.serving - mine.length;
    const moved = mine.reduce((sum, server) => sum + (now.figures[key(server)]?.[0] ?? 0), 0);
    const goes = moved > 0 && left > 0 ? ` The ${rate(moved)} requests a second that go there go to them.` : '';
    const whole = weights(ofPool(name));
    const capacity = mine.length ? `, with ${percent(1 - weights(mine) / whole)} of the weight that serves now` : '';
    return { left, text: left <= 0 ? `No server of pool ${name} is left for new sessions: its requests get 503.`
      : `${left} of ${pool.total} servers of pool ${name} are left for new sessions${capacity}.${goes}`, name };
  });
}

/** What each pool has again when these servers may serve: at once those that are well, the others when their checks say so. */
function returns(servers) {
  return [...new Set(servers.map((server) => server.pool))].map((name) => {
    const pool = now.rows[name];
    const back = servers.filter((server) => server.pool === name && (server.weight.wished ?? server.weight.configured) > 0);
    const later = back.filter(({ health }) => !['up', 'falling'].includes(health.state));
    const serving = pool.serving + back.length - later.length;
    return { left: 1, name, text: `${serving} of ${pool.total} servers of pool ${name} take new sessions then${later.length ? `; ${names(later)} once the checks find ${later.length === 1 ? 'it' : 'them'} well` : ''}.` };
  });
}

const sentences = (after) => after.map(({ left, text }) => html`<p class=${left <= 0 ? 'consequence bad' : 'consequence'}>${text}</p>`);

/** What each pool's servers have of its weight once these have that one. */
function shares(servers, weight) {
  return [...new Set(servers.map((server) => server.pool))].map((name) => {
    const mine = servers.filter((server) => server.pool === name && works(server));
    const rest = weights(ofPool(name).filter((server) => !mine.includes(server)));
    return { left: 1, name, text: mine.length ? `${names(mine)}: ${percent(mine.length * weight / (rest + mine.length * weight))} of the weight that serves in pool ${name} then, ${percent(weights(mine) / Math.max(1, rest + weights(mine)))} now.`
      : `Nothing changes in pool ${name} now: ${names(servers)} ${servers.length === 1 ? 'does' : 'do'} not serve.` };
  });
}

const chosen = (answer) => ({ ...why(answer), ...(answer.get('expires') ? { expiresInMs: Number(answer.get('expires')) } : {}) });

/** Each by itself, so that one that is refused does not hold up the others. */
async function each(servers, act, done) {
  const results = await Promise.allSettled(servers.map(act));
  const failed = results.map((result, i) => ({ result, server: servers[i] })).filter(({ result }) => result.status === 'rejected');
  if (failed.length) {
    const told = failed.map(({ result, server }) => `${server.id}: ${/** @type {any} */ (result).reason.message}`).join('\n');
    throw new Error(servers.length === 1 ? told.slice(servers[0].id.length + 2) : `${servers.length - failed.length} of ${servers.length} done. ${told}`);
  }
  say(servers.length === 1 ? `${servers[0].id}: ${done}` : `${plural(servers.length, 'server')}: ${done}`);
}

const names = (servers) => servers.length === 1 ? servers[0].id : plural(servers.length, 'server');
const listed = (servers) => servers.length > 1 ? html`<p class="quiet names">${servers.map((server) => server.id).join(', ')}</p>` : '';

export function setState(servers, wish) {
  const concerned = servers.filter((server) => server.admin.state !== wish);
  if (!concerned.length) { say(`${names(servers)}: ${wish} already`); return; }
  const put = (answer) => each(concerned, (server) => ask(serverPath(server, '/admin-state'), 'PUT', { state: wish, ...chosen(answer) }, ifMatch(server.version)), wish);
  const after = wish === 'ready' ? returns(concerned) : consequences(concerned);
  const empty = after.find(({ left }) => left <= 0);
  const [title, verb, text] = WHAT[wish];
  question({
    title: `${title} ${names(concerned)}?`, verb, danger: Boolean(empty), expires: wish !== 'ready',
    type: empty ? empty.name : '', act: put,
    text: html`${sentences(after)}<p>${text}</p>${listed(concerned)}`,
  });
}

export function setWeight(servers) {
  const first = servers[0];
  const before = first.weight.wished ?? first.weight.configured;
  const after = (answer) => { const text = answer ? answer.get('weight') : String(before); return text === '' ? [] : Number(text) === 0 ? consequences(servers) : shares(servers, Number(text)); };
  question({
    title: `Weight of ${names(servers)}`, verb: 'Set', expires: true,
    type: (answer) => after(answer).find(({ left }) => left <= 0)?.name ?? '',
    text: (answer) => html`${sentences(after(answer))}<p>0 to 256; with 0 it gets bound sessions only. It holds until it is set back to what the file says, over restarts, too.</p>${listed(servers)}`,
    fields: html`<label>Weight <input name="weight" type="number" min="0" max="256" step="1" required inputmode="numeric" value=${before}>
      <span class="quiet">${servers.length === 1 ? `the file says ${first.weight.configured}` : ''}</span></label>`,
    extra: servers.some((server) => server.weight.wished != null) ? { verb: 'As configured', value: 'reset' } : undefined,
    act: (answer) => {
      const weight = answer.get('extra') === 'reset' ? null : Number(answer.get('weight'));
      return each(servers, (server) => ask(serverPath(server, '/weight'), 'PUT', { weight, ...chosen(answer) }, ifMatch(server.version)), `weight ${weight ?? 'as configured'}`);
    },
  });
}

export function probe(servers) {
  question({
    title: `Check ${names(servers)} now?`, verb: 'Check',
    text: html`<p>The nodes that check ${servers.length === 1 ? 'it' : 'them'} do so at once, beside their usual checks, and count what they find as they always do.</p>${listed(servers)}`,
    act: (answer) => each(servers, (server) => ask(serverPath(server, '/probe'), 'POST', why(answer)), 'is checked now'),
  });
}

export function resetEjection(servers) {
  const out = servers.filter((server) => server.state === 'ejected' || server.ejectedUntil);
  if (!out.length) { say(`${names(servers)}: not ejected`); return; }
  question({
    title: `Reset the ejection of ${names(out)}?`, verb: 'Reset',
    text: html`<p class="consequence">${out.length === 1 ? `It gets requests again at once, on all nodes, ${until(out[0].ejectedUntil)} before its time` : 'They get requests again at once, on all nodes, before their time'}, and what traffic found is forgotten. What still fails is taken out again.</p>${listed(out)}`,
    act: (answer) => each(out, (server) => ask(serverPath(server, '/reset-ejection'), 'POST', why(answer)), 'takes part again, on all nodes'),
  });
}

/** The buttons, for one server or for all that are ticked. */
export function buttons(servers, off, short = false) {
  const name = names(servers);
  const pressed = (wish) => servers.every((server) => server.admin.state === wish) ? 'true' : 'false';
  const not = off || servers.some((server) => !may('operator', server.pool));
  const wish = (what, label) => html`<button type="button" aria-label="${what} ${name}" aria-pressed=${pressed(what)} ?disabled=${not} @click=${() => setState(servers, what)}>${label}</button>`;
  return html`<span class="group" role="group" aria-label="Admin state of ${name}">${wish('ready', 'Ready')}${wish('drain', 'Drain')}${wish('maintenance', short ? 'Maint.' : 'Maintenance')}</span>
    <button type="button" aria-label="weight of ${name}" ?disabled=${not} @click=${() => setWeight(servers)}>Weight</button>
    ${short ? '' : html`<button type="button" aria-label="check ${name} now" ?disabled=${not} @click=${() => probe(servers)}>Check now</button>
    <button type="button" aria-label="reset ejection of ${name}" ?disabled=${not} @click=${() => resetEjection(servers)}>Reset ejection</button>`}`;
}
