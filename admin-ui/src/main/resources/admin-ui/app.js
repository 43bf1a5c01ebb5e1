// @ts-check
// The page of one node: asks for the node's own JSON every second and changes only what changed, so that selections,
// focus and scroll positions stay where they are. No library, no request to anybody else.

const PERIOD = 1000;
const PATIENCE = 4000;
const EVENTS = 200;
/** Without user and password, which an address may have and a request must not. */
const BASE = location.origin + location.pathname.replace(/[^/]*$/, '');
const GLYPH = { up: '●', ready: '●', warming: '◔', falling: '◌', rising: '◌', draining: '◐', leaving: '◐', maintenance: '⏻', down: '✕',
  ejected: '⊘', unknown: '?', degraded: '◐', empty: '✕', starting: '◌', stopping: '◐', error: '✕', warning: '▲', info: '·' };
const WORD = { empty: 'no servers', unknown: 'not checked yet' };

/** @param {string} id */
const $ = (id) => /** @type {any} */ (document.getElementById(id));

const now = { status: null, pools: [], routes: [], events: [], position: null, heard: 0, problem: '' };
let busy = false;

// ---- words ----------------------------------------------------------------------------------------------------------

const none = '–';
const whole = new Intl.NumberFormat('en');
const count = (n) => n == null ? none : whole.format(n);
const rate = (n) => n == null ? none : n >= 100 ? whole.format(Math.round(n)) : n.toFixed(1);
const ms = (n) => n == null ? none : n >= 100 ? Math.round(n).toString() : n >= 10 ? n.toFixed(1) : n.toFixed(2);
const latency = (l) => l ? `${ms(l.p50)} · ${ms(l.p90)} · ${ms(l.p99)}` : none;
const share = (part, of) => part && of ? `${(100 * part / of).toFixed(part / of < 0.1 ? 1 : 0)} %` : '';

function bytes(n) {
  if (n == null) return none;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  while (n >= 1024 && i < units.length - 1) { n /= 1024; i++; }
  return `${n >= 100 || i === 0 ? Math.round(n) : n.toFixed(1)} ${units[i]}`;
}

function span(millis) {
  const s = Math.max(0, Math.floor(millis / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}
/** The node's own clock: this machine's may be wrong. */
const nodeTime = () => now.status ? Date.parse(now.status.node.startedAt) + now.status.node.uptimeMs + (performance.now() - now.heard) : Date.now();
const since = (iso) => iso ? span(nodeTime() - Date.parse(iso)) : '';
const clock = (iso) => iso ? new Date(iso).toLocaleString(undefined, { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }) : '';

// ---- the document ---------------------------------------------------------------------------------------------------

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') made.className = value; else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
function text(node, value) { if (node.textContent !== value) node.textContent = value; }
function name(node, value) { if (node.className !== value) node.className = value; }
function title(node, value) { if (node.title !== value) node.title = value; }
function shown(node, yes) { if (node.hidden === yes) node.hidden = !yes; }
function state(node, value, prefix = 'state') {
  name(node, `${prefix} is-${value}`);
  text(node, `${GLYPH[value] ?? '·'} ${WORD[value] ?? value}`);
}

/**
 * Makes the children of a node those of a list, each found again by its key: made once, updated, moved only when its place
 * changed, removed when gone.
 */
function keyed(parent, list, key, make, update) {
  const known = parent.known ??= new Map();
  const seen = new Set();
  let place = parent.firstElementChild;
  for (const item of list) {
    const id = key(item);
    seen.add(id);
    let child = known.get(id);
    if (!child) { child = make(item); known.set(id, child); }
    if (child === place) place = place.nextElementSibling; else parent.insertBefore(child, place);
    update(child, item);
  }
  for (const [id, child] of known) if (!seen.has(id)) { child.remove(); known.delete(id); }
}

/** A table row of named cells. */
function row(columns) {
  const made = el('tr', { role: 'row' });
  made.cell = {};
  columns.forEach(([key, label, kind = ''], i) => {
    const cell = i === 0 ? el('th', { role: 'rowheader', scope: 'row' }) : el('td', { role: 'cell', 'data-label': label, class: kind });
    made.cell[key] = cell;
    made.append(cell);
  });
  return made;
}
/** A cell with a main line and a small one. */
function lines(cell, main, small) {
  if (!cell.main) { cell.main = el('span'); cell.small = el('small'); cell.append(cell.main, cell.small); }
  text(cell.main, main);
  text(cell.small, small ?? '');
  shown(cell.small, Boolean(small));
}

// ---- what is shown --------------------------------------------------------------------------------------------------

const words = () => $('filter').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
const matches = (haystack, needles) => needles.every((needle) => haystack.includes(needle));
const troubled = (server) => !['up', 'warming'].includes(server.state);

function render() {
  if (!now.status) return;
  const { status } = now;
  shown($('shown'), true);
  header(status);
  trouble(status.trouble);
  figures(status);
  pools();
  routes();
  listeners(status.listeners);
  events();
  document.body.classList.toggle('viewer', status.you?.role === 'viewer');
}

function header({ node, transport, configuration, you }) {
  text($('node'), node.id);
  state($('node-state'), node.state);
  text($('node-facts'), [`Skein ${node.version}`, `up ${span(node.uptimeMs)}`, `${transport.kind}, ${transport.eventLoops} loops, ${transport.tls}`,
    `Java ${node.java}`, node.zone ? `zone ${node.zone}` : ''].filter(Boolean).join(' · '));
  text($('you'), you && you.user !== 'local' ? `${you.user} (${you.role})` : '');
  const revision = `Configuration ${configuration.file}, revision ${configuration.revision}, in force since ${clock(configuration.loadedAt)}.`;
  text($('configuration'), revision);
  const down = now.pools.filter((pool) => pool.state === 'down' || pool.state === 'empty').length;
  document.title = `${down ? `(${down}✕) ` : now.status.trouble.length ? `(${now.status.trouble.length}▲) ` : ''}${node.id} · Skein`;
}

function trouble(list) {
  const refused = now.status.configuration.refused;
  const all = refused ? [...list, ...refused.problems.map((problem) => `refused ${since(refused.at)} ago: ${problem}`)] : list;
  const bad = now.pools.some((pool) => pool.state === 'down' || pool.state === 'empty' || pool.circuit === 'open');
  name($('trouble'), all.length === 0 ? '' : bad ? 'bad' : 'some');
  text($('trouble-title'), all.length === 0 ? '● All is well' : bad ? '✕ Trouble' : '▲ Trouble');
  keyed($('trouble-list'), all, (sentence) => sentence, (sentence) => el('li', {}, sentence), () => {});
  shown($('trouble-list'), all.length > 0);
}

function figures({ traffic, memory, listeners: all }) {
  const connections = all.reduce((sum, listener) => sum + listener.connections, 0);
  const list = [
    ['Requests', `${rate(traffic.requestsPerSecond)}/s`, `${count(traffic.requests)} in all`],
    ['In flight', count(traffic.inFlight), `${count(connections)} connection${connections === 1 ? '' : 's'}`],
    ['Latency p50', traffic.latencyMs ? `${ms(traffic.latencyMs.p50)} ms` : none, 'last 10 s'],
    ['Latency p99', traffic.latencyMs ? `${ms(traffic.latencyMs.p99)} ms` : none, traffic.latencyMs ? `p90 ${ms(traffic.latencyMs.p90)} ms` : ''],
    ['Failed', count(traffic.failed), share(traffic.failed, traffic.requests) || 'since the start'],
    ['Bytes in', bytes(traffic.bytesIn), `out ${bytes(traffic.bytesOut)}`],
    ['Bodies', bytes(memory.bodyUsedBytes), `of ${bytes(memory.bodyMaxBytes)}`],
    ['Heap', bytes(memory.heapUsedBytes), `of ${bytes(memory.heapMaxBytes)}`],
  ];
  keyed($('figures'), list, (figure) => figure[0], (figure) => {
    const made = el('div', {}, el('dt', {}, figure[0]), el('dd'));
    made.value = el('span');
    made.small = el('small');
    made.lastChild.append(made.value, made.small);
    return made;
  }, (made, [, value, small]) => { text(made.value, value); text(made.small, small || '\u00a0'); });
}

const COLUMNS = [['id', 'Server'], ['state', 'State', 'why'], ['weight', 'Weight', 'n thin'], ['flight', 'In flight', 'n thin'], ['rate', 'Req/s', 'n thin'],
  ['latency', 'p50 · p90 · p99 ms', 'n'], ['failed', 'Failed', 'n thin'], ['open', 'Open/idle', 'n thin'], ['check', 'Last check', 'wide'], ['actions', 'Actions', 'actions']];

function pools() {
  const needles = words();
  const only = $('only').checked;
  let all = 0;
  let seen = 0;
  const list = [];
  for (const pool of now.pools) {
    all += pool.servers.length;
    const hit = matches(`${pool.name} ${pool.state} ${pool.balance}`.toLowerCase(), needles);
    const servers = pool.servers.filter((server) => (!only || troubled(server))
      && (hit || matches(`${pool.name} ${server.id} ${server.address} ${server.state} ${server.zone ?? ''} ${server.health.reason} ${server.admin.by ?? ''}`.toLowerCase(), needles)));
    seen += servers.length;
    if (servers.length || (hit && (!only || pool.state === 'empty' || pool.state === 'down'))) list.push({ pool, servers });
  }
  keyed($('pool-list'), list, ({ pool }) => pool.name, makePool, updatePool);
  text($('pools-count'), seen === all ? `${now.pools.length} pools, ${all} servers` : `${seen} of ${all} servers`);
  shown($('no-pools'), list.length === 0);
  text($('no-pools'), now.pools.length ? 'Nothing matches the filter.' : 'No pools yet: add them to skein.pools in the configuration.');
}

function serving(pool) {
  const said = `${pool.serving} of ${pool.total} serving`;
  if (pool.total === 0) return 'requests get 503';
  if (pool.panic) return `${said}, all are tried: too few are healthy`;
  return pool.state === 'down' ? `${said}: requests get 503` : said;
}

function makePool({ pool }) {
  const id = `pool-${pool.name}`;
  const made = el('div', { class: 'pool' });
  const title = el('h3', { id }, pool.name);
  made.parts = { state: el('span'), serving: el('span'), facts: el('span', { class: 'quiet' }), traffic: el('span', { class: 'quiet' }) };
  const head = el('div', { class: 'head' }, title, ...Object.values(made.parts));
  const cells = COLUMNS.map(([, label, kind = '']) => el('th', { role: 'columnheader', scope: 'col', class: kind }, label));
  made.rows = el('tbody', { role: 'rowgroup' });
  made.append(head, el('div', { class: 'wrap' }, el('table', { class: 'cards', role: 'table', 'aria-labelledby': id },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...cells)), made.rows)));
  return made;
}

function updatePool(made, { pool, servers }) {
  name(made, `pool ${pool.state === 'empty' ? 'down' : pool.state}`);
  state(made.parts.state, pool.state);
  text(made.parts.serving, serving(pool) + (pool.circuit === 'closed' ? '' : `, circuit ${pool.circuit}`));
  text(made.parts.facts, [pool.balance, pool.affinity === 'none' ? '' : `affinity ${pool.affinity}`, pool.protocol,
    pool.usedBy.length ? `used by ${pool.usedBy.join(', ')}` : 'no route uses it'].filter(Boolean).join(' · '));
  text(made.parts.traffic, `${rate(pool.requestsPerSecond)} req/s · ${count(pool.inFlight)} in flight`
    + (pool.queue.waiting ? ` · ${count(pool.queue.waiting)} of ${count(pool.queue.size)} waiting` : '') + ` ${pool.latencyMs ? ` · ${latency(pool.latencyMs)} ms` : ''}`);
  shown(made.lastElementChild, servers.length > 0);
  keyed(made.rows, servers, (server) => server.id, (server) => makeServer(pool, server), (line, server) => updateServer(line, server));
}

function makeServer(pool, server) {
  const made = row(COLUMNS);
  made.word = el('span');
  made.age = el('span', { class: 'age' });
  made.why = el('small');
  made.wish = el('small');
  made.cell.state.append(made.word, ' ', made.age, made.why, made.wish);
  made.tags = el('span');
  made.address = el('small');
  made.cell.id.append(server.id, made.tags, made.address);
  const group = el('span', { class: 'group', role: 'group', 'aria-label': `Admin state of ${server.id}` });
  made.buttons = {};
  for (const [wish, label] of [['ready', 'Ready'], ['drain', 'Drain'], ['maintenance', 'Maint.']]) {
    const button = el('button', { type: 'button', 'data-live': '', 'aria-label': `${wish} ${server.id}` }, label);
    button.addEventListener('click', () => wished(made.server, wish));
    made.buttons[wish] = button;
    group.append(button);
  }
  const weight = el('button', { type: 'button', 'data-live': '', 'aria-label': `weight of ${server.id}` }, 'Weight');
  weight.addEventListener('click', () => askWeight(made.server));
  made.cell.actions.append(group, ' ', weight);
  return made;
}

function updateServer(made, server) {
  made.server = server;
  const { cell } = made;
  state(made.word, server.state);
  const settled = server.admin.state === 'ready' ? server.health.since : server.admin.since;
  text(made.age, since(settled));
  title(made.age, clock(settled));
  const ejected = server.ejectedUntil ? ` · back in ${span(Date.parse(server.ejectedUntil) - nodeTime())}` : '';
  const health = server.admin.state === 'ready' ? '' : `${server.health.state}: `;
  text(made.why, health + server.health.reason + ejected);
  const by = server.admin.state !== 'ready' || server.weight.wished != null;
  text(made.wish, by ? `by ${server.admin.by ?? 'nobody'}${server.admin.reason ? `: ${server.admin.reason}` : ''}` : '');
  shown(made.wish, by);
  text(made.address, server.address === server.id ? '' : server.address);
  const tags = [server.zone, server.backup ? 'backup' : '', server.origin === 'configured' ? '' : server.origin].filter(Boolean);
  keyed(made.tags, tags, (tag) => tag, (tag) => el('span', { class: 'tag' }, tag), () => {});
  const { weight } = server;
  lines(cell.weight, `${Number.isInteger(weight.effective) ? weight.effective : weight.effective.toFixed(1)}`,
    weight.wished != null ? `set ${weight.wished}, file ${weight.configured}` : weight.effective !== weight.configured ? `of ${weight.configured}` : '');
  lines(cell.flight, count(server.inFlight), server.maxConnections ? `of ${count(server.maxConnections)}` : '');
  text(cell.rate, rate(server.requestsPerSecond));
  text(cell.latency, latency(server.latencyMs));
  lines(cell.failed, count(server.failed), share(server.failed, Math.max(server.requests, server.failed)));
  text(cell.open, `${count(server.connections.open)} / ${count(server.connections.idle)}`);
  const check = server.lastCheck;
  lines(cell.check, check ? `${check.passed ? '●' : '✕'} ${check.text}` : server.admin.state === 'maintenance' ? 'not checked' : none,
    check ? `${ms(check.durationMs)} ms, ${since(check.at)} ago` : '');
  for (const [wish, button] of Object.entries(made.buttons)) {
    const pressed = String(server.admin.state === wish);
    if (button.getAttribute('aria-pressed') !== pressed) button.setAttribute('aria-pressed', pressed);
  }
}

const ROUTE = [['name', 'Route'], ['takes', 'Takes', 'wide'], ['action', 'Action', 'wide'], ['state', 'State'], ['rate', 'Req/s', 'n'], ['flight', 'In flight', 'n'],
  ['latency', 'p50 · p90 · p99 ms', 'n'], ['failed', 'Failed', 'n']];

function routes() {
  const needles = words();
  const only = $('only').checked;
  const list = now.routes.filter((route) => (!only || route.state !== 'up')
    && matches(`${route.name} ${route.match.join(' ')} ${route.action.text} ${route.state}`.toLowerCase(), needles));
  keyed($('route-rows'), list, (route) => route.name, (route) => {
    const made = row(ROUTE);
    made.word = el('span');
    made.cell.state.append(made.word);
    return made;
  }, (made, route) => {
    lines(made.cell.name, route.name, route.priority ? `priority ${route.priority}` : '');
    title(made.cell.name, route.place);
    text(made.cell.takes, route.match.join(', ') || 'every request');
    text(made.cell.action, route.action.text);
    state(made.word, route.state);
    text(made.cell.rate, rate(route.requestsPerSecond));
    text(made.cell.flight, count(route.inFlight));
    text(made.cell.latency, latency(route.latencyMs));
    lines(made.cell.failed, count(route.failed), share(route.failed, route.requests));
  });
  shown($('no-routes'), list.length === 0);
  text($('no-routes'), now.routes.length ? 'Nothing matches the filter.' : 'No routes: every request gets 404. Add some to skein.routes in the configuration.');
  text($('routes-count'), list.length === now.routes.length ? 'in the order in which they are tried' : `${list.length} of ${now.routes.length}`);
}

function listeners(list) {
  keyed($('listener-rows'), list, (listener) => listener.name,
    () => row([['name', 'Listener'], ['address', 'Address'], ['tls', 'TLS'], ['open', 'Connections', 'n'], ['accepted', 'Accepted', 'n'], ['refused', 'Refused', 'n']]),
    (made, listener) => {
      text(made.cell.name, listener.name);
      text(made.cell.address, listener.address);
      text(made.cell.tls, listener.tls ? 'yes' : 'no');
      text(made.cell.open, count(listener.connections));
      text(made.cell.accepted, count(listener.accepted));
      text(made.cell.refused, count(listener.refused));
    });
}

const place = (event) => `${event.node}/${event.life}/${event.seq}`;

/** As on every node: by hybrid time, then by node. What a part of the cluster tells that was cut off comes late, and goes where it belongs. */
function newestFirst(one, other) {
  const [millis, count] = one.clock.split('.').map(Number);
  const [otherMillis, otherCount] = other.clock.split('.').map(Number);
  return otherMillis - millis || otherCount - count || (other.node < one.node ? -1 : other.node > one.node ? 1 : other.seq - one.seq);
}

function events() {
  const needles = words();
  const list = now.events.filter((event) => matches(`${event.kind} ${event.severity} ${event.subject} ${event.text} ${event.node} ${event.by ?? ''}`.toLowerCase(), needles));
  keyed($('event-rows'), list, place, (event) => {
    const made = el('li', {}, el('time', { datetime: event.at, class: 'quiet' }, clock(event.at)), el('span'), el('span', {}, event.subject),
      el('span', {}, `${event.kind}: ${event.text}${event.by ? ` (by ${event.by})` : ''}${event.node === now.status.node.id ? '' : ` (node ${event.node})`}`));
    state(made.children[1], event.severity);
    return made;
  }, () => {});
}

// ---- asking the node ------------------------------------------------------------------------------------------------

async function ask(path, options = {}) {
  const response = await fetch(`${BASE}api/v1/${path}`, { signal: AbortSignal.timeout(PATIENCE), ...options });
  const body = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(body.detail ?? body.title ?? `the node answers ${response.status}`);
  return body;
}

async function look() {
  if (busy || document.visibilityState === 'hidden') return;
  busy = true;
  try {
    const [status, pools, routes, fresh] = await Promise.all([ask('status'), ask('pools'), ask('routes'), ask(`events?limit=${EVENTS}${now.position === null ? '' : `&after=${now.position}`}`)]);
    now.events = [...fresh.events, ...now.events].sort(newestFirst).slice(0, EVENTS);
    now.position = fresh.position;
    Object.assign(now, { status, pools: pools.pools, routes: routes.routes, heard: performance.now(), problem: '' });
    if (!selecting()) render();
  } catch (error) {
    now.problem = error instanceof Error ? error.message : String(error);
  } finally {
    busy = false;
    freshness();
  }
}

/** What somebody is about to copy must not change under their hands. */
function selecting() {
  const selection = document.getSelection();
  return Boolean(selection && !selection.isCollapsed && $('pools').parentElement.contains(selection.anchorNode));
}

function freshness() {
  const age = now.heard ? performance.now() - now.heard : Infinity;
  const lost = age > 3 * PERIOD;
  const word = !now.heard ? (now.problem ? 'no answer' : 'connecting') : lost ? `no answer since ${span(age)}` : selecting() ? 'paused: text is selected' : 'live';
  text($('freshness'), word);
  name($('freshness'), `freshness ${lost ? (now.heard || now.problem ? 'lost' : '') : 'live'}`);
  const stale = lost && now.heard > 0;
  if (document.body.classList.contains('stale') !== stale) document.body.classList.toggle('stale', stale);
  document.querySelectorAll('button[data-live]').forEach((button) => { if (button.disabled !== lost) button.disabled = lost; });
  shown($('lost'), lost && Boolean(now.problem));
  if (lost && now.problem) text($('lost'), `The node does not answer (${now.problem}). ${now.heard ? 'What is shown is as it last said; the' : 'The'} page keeps asking.`);
}

// ---- changing things ------------------------------------------------------------------------------------------------

const serverPath = (server, what) => `pools/${encodeURIComponent(server.pool)}/servers/${encodeURIComponent(server.id)}/${what}`;

async function put(server, what, body) {
  await ask(serverPath(server, what), { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  await look();
}

function say(sentence) {
  text($('said'), sentence);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => text($('said'), ''), 5000);
}

function wished(server, wish) {
  if (server.admin.state === wish) return;
  if (wish === 'ready') {
    put(server, 'admin-state', { state: wish, reason: null }).then(() => say(`${server.id} is ready`), (error) => say(`${server.id}: ${error.message}`));
    return;
  }
  const pool = now.pools.find((known) => known.name === server.pool);
  const left = pool.serving - (server.weight.effective > 0 ? 1 : 0);
  const consequence = left === 0 ? `No server of pool ${pool.name} is left for new sessions: its requests get 503.`
    : `${left} of ${pool.total} servers of pool ${pool.name} are left for new sessions.`;
  const what = wish === 'drain' ? 'It keeps its bound sessions and open exchanges, and gets no new sessions.' : 'It gets nothing any more, not even bound sessions, and is not checked.';
  open(`${wish === 'drain' ? 'Drain' : 'Maintenance for'} ${server.id}?`, `${what} ${consequence}`, wish === 'drain' ? 'Drain' : 'Take out',
    (reason) => put(server, 'admin-state', { state: wish, reason }).then(() => say(`${server.id}: ${wish}`)));
}

function askWeight(server) {
  open(`Weight of ${server.id}`, '0 to 256; with 0 it gets bound sessions only. It holds until it is set to what the file says again, over restarts, too.', 'Set',
    (reason, weight) => put(server, 'weight', { weight, reason }).then(() => say(`${server.id}: weight ${weight ?? 'as configured'}`)), server.weight);
}

let submit = (/** @type {number | null | undefined} */ _weight) => {};

function open(heading, sentence, verb, act, weight) {
  text($('ask-title'), heading);
  text($('ask-text'), sentence);
  text($('ask-do'), verb);
  shown($('ask-weight'), Boolean(weight));
  shown($('ask-reset'), weight?.wished != null);
  shown($('ask-error'), false);
  $('ask-number').required = Boolean(weight);
  if (weight) { $('ask-number').value = weight.wished ?? weight.configured; text($('ask-configured'), `the file says ${weight.configured}`); }
  $('ask-reason').value = '';
  submit = async (value) => {
    try {
      await act($('ask-reason').value.trim() || null, value);
      $('ask').close();
    } catch (error) {
      text($('ask-error'), error.message);
      shown($('ask-error'), true);
    }
  };
  $('ask').showModal();
  (weight ? $('ask-number') : $('ask-reason')).focus();
}

$('ask').querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); submit($('ask-number').valueAsNumber); });
$('ask-reset').addEventListener('click', () => submit(null));
$('ask-cancel').addEventListener('click', () => $('ask').close());

// ---- the hash holds the filter, so that a link shows what its sender saw -------------------------------------------------

function fromHash() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  $('filter').value = wanted.get('q') ?? '';
  $('only').checked = wanted.get('only') === 'trouble';
}
function toHash() {
  const kept = new URLSearchParams();
  if ($('filter').value) kept.set('q', $('filter').value);
  if ($('only').checked) kept.set('only', 'trouble');
  history.replaceState(null, '', kept.size ? `#${kept}` : location.pathname);
  render();
}
$('filter').addEventListener('input', toHash);
$('only').addEventListener('change', toHash);
addEventListener('hashchange', () => { if (location.hash.includes('=')) { fromHash(); render(); } });
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLInputElement || $('ask').open;
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); $('filter').focus(); }
  if (event.key === 'Escape' && event.target === $('filter')) { $('filter').value = ''; toHash(); $('filter').blur(); }
});
document.addEventListener('visibilitychange', look);

fromHash();
look();
setInterval(() => { look(); freshness(); }, PERIOD);
