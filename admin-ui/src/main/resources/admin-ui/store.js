// @ts-check
// What the page knows: the stream's picture, and what changed since. One stream; whoever shows something asks here.

import { ask } from './api.js';
import { setClock } from './format.js';
import { timed } from './parts/timed.js';

const STEPS = 180;
const EVENTS = 500;
/** Lines of the journal that are asked for at once by whoever wants older ones, and how many are kept at most. */
const OLDER = 1000;
const MOST_EVENTS = 10_000;
/** Milliseconds without a tick after which what is shown counts as old. */
const OLD = 3500;
/** A hidden page does not need the stream. */
const HIDDEN = 60_000;

export const now = {
  you: null, node: '', at: '', overview: null, order: [], rows: {}, figures: {}, checks: {}, history: null, events: [], keptEvents: EVENTS, eventsEnd: false,
  heard: 0, problem: '', wasHeard: false,
};

let listener = () => {};
let stream = null;
let hiding = 0;

/** Calls this whenever something has changed. */
export function listen(changed) { listener = changed; }
export const changed = () => listener();

export const stale = () => performance.now() - now.heard > OLD;
/** Whether nobody can decide now: what needs a majority of the voters can't be changed. */
export const undecided = () => stale() || now.overview?.quorum?.heard === false;

const silent = { of: null, ids: new Set() };
/** The nodes that this one does not hear now: what is known of them is old. The same set as long as they are the same ones. */
export function unheard() {
  if (silent.of !== now.overview) {
    const ids = new Set(now.overview.nodes.filter((node) => !node.self && node.state !== 'present').map(({ id }) => id));
    if (ids.symmetricDifference(silent.ids).size) silent.ids = ids;
    silent.of = now.overview;
  }
  return silent.ids;
}

/** How long ago the node was heard of last, in milliseconds. */
export const silence = () => performance.now() - now.heard;
export const may = (role, pool) => {
  const roles = ['viewer', 'operator', 'admin'];
  const mine = now.you ? roles.indexOf(now.you.role) : -1;
  return mine >= roles.indexOf(role) && (!now.you.pools.length || (pool !== undefined && now.you.pools.includes(pool)));
};

function heard(data) {
  now.heard = performance.now();
  now.wasHeard = true;
  now.problem = '';
  now.at = data.at;
  setClock(data.at);
}

function picture(data) {
  heard(data);
  Object.assign(now, { node: data.node, overview: data.overview, order: data.order ?? [], rows: data.rows ?? {}, figures: data.figures ?? {},
    checks: data.checks ?? {}, history: data.history });
  loadEvents();
  changed();
}

function tick(data) {
  heard(data);
  now.overview = data.overview;
  Object.assign(now.rows, data.rows);
  Object.assign(now.figures, data.figures);
  Object.assign(now.checks, data.checks);
  if (data.order) {
    now.order = data.order;
    const kept = new Set(data.order);
    for (const key of Object.keys(now.rows)) if (!kept.has(key)) { delete now.rows[key]; delete now.figures[key]; delete now.checks[key]; }
  }
  if (data.step && now.history) addStep(now.history, data.step);
  changed();
}

function addStep(history, step) {
  for (const [name, column] of Object.entries(step)) {
    if (!Array.isArray(column)) continue;
    const kept = history[name] ??= [];
    kept.push(...column);
    if (kept.length > STEPS) kept.splice(0, kept.length - STEPS);
  }
}

const place = (event) => `${event.node}/${event.life}/${event.seq}`;

/** As on every node: by hybrid time, then by node. What a part of the cluster tells that was cut off goes where it belongs. */
function newestFirst(one, other) {
  const [millis, tie] = one.clock.split('.').map(Number);
  const [otherMillis, otherTie] = other.clock.split('.').map(Number);
  return otherMillis - millis || otherTie - tie || (other.node < one.node ? -1 : other.node > one.node ? 1 : other.seq - one.seq);
}

export function mergeEvents(known, fresh) {
  const all = new Map(known.map((event) => [place(event), event]));
  fresh.forEach((event) => all.set(place(event), event));
  return [...all.values()].sort(newestFirst).slice(0, now.keptEvents);
}

async function loadEvents() {
  try {
    now.events = mergeEvents(now.events, (await ask(`events?limit=${EVENTS}`)).events);
    changed();
  } catch (error) {
    now.problem = error.message;
  }
}

/** Lines of the journal before the oldest that is known here; more are kept from then on. */
export async function loadOlderEvents() {
  const oldest = Number(now.events.at(-1)?.clock.split('.')[0] ?? Date.now());
  const { events } = await ask(`events?limit=${OLDER}&until=${new Date(oldest).toISOString()}`);
  now.keptEvents = Math.min(MOST_EVENTS, now.events.length + OLDER);
  now.events = mergeEvents(now.events, events);
  now.eventsEnd = events.length < OLDER || now.events.length >= MOST_EVENTS;
  changed();
}

export function open() {
  close();
  stream = new EventSource('api/v1/stream');
  const on = (name, take) => stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  on('picture', picture);
  stream.addEventListener('tick', (event) => timed('skein-tick', () => tick(JSON.parse(event.data))));
  on('journal', (data) => { now.events = mergeEvents(now.events, data.events); changed(); });
  on('bye', ({ reason }) => { now.problem = reason; if (reason === 'signed out') { now.you = null; close(); } changed(); });
  stream.addEventListener('error', () => { now.problem ||= 'the connection was lost'; changed(); if (stream?.readyState === EventSource.CLOSED) again(); });
}

/** A browser gives up by itself after an answer that is no stream. */
function again() {
  close();
  setTimeout(async () => {
    try {
      now.you = await ask('session');
      if (now.you.user) open();
    } catch (error) {
      now.problem = error.message;
      again();
    }
    changed();
  }, 2000);
}

export function close() {
  stream?.close();
  stream = null;
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding);
  if (document.visibilityState === 'hidden') hiding = setTimeout(close, HIDDEN);
  else if (!stream && now.you?.user) open();
});
