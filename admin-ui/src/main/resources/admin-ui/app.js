// @ts-check
// The frame of the page: who asks, where we are, what is live. Pages are pure functions of the store.

import { html, nothing, render } from './lib/lit-html.js';
import { guard } from './lib/directives/guard.js';
import { ask } from './api.js';
import { span } from './format.js';
import { listen, now, open, close, silence, stale, unheard } from './store.js';
import { follow, go, here, link } from './router.js';
import { colour, glyph, state } from './parts/state.js';
import { say } from './parts/dialog.js';
import { keys } from './parts/keys.js';
import { timed } from './parts/timed.js';
import { login } from './pages/login.js';
import { overview } from './pages/overview.js';
import { pools } from './pages/pools.js';
import { routes } from './pages/routes.js';
import { events } from './pages/events.js';
import { config } from './pages/config.js';
import { rolling } from './pages/rolling.js';
import { drill } from './pages/drill.js';
import { liveTap } from './pages/tap.js';
import { certificates } from './pages/certificates.js';
import { sessions } from './pages/sessions.js';
import { help } from './pages/help.js';

/** Name in the address, label, key after g, page. */
const PAGES = [['', 'Overview', 'o', overview], ['pools', 'Pools', 'p', pools], ['routes', 'Routes', 'r', routes], ['events', 'Events', 'e', events],
  ['sessions', 'Sessions', 's', sessions], ['tap', 'Live tap', 't', liveTap], ['config', 'Configuration', 'c', config], ['certificates', 'Certificates', 'k', certificates], ['rolling', 'Rolling', 'l', rolling], ['drill', 'Drill', 'd', drill], ['help', 'Help', 'h', help]];
const root = document.getElementById('app');
let drawing = false;
let before = '';
/** Which drawing of the content this is. */
let turn = 0;

/** At most once a frame; the content never under the hands of somebody who is copying, how fresh it is always. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; if (!selecting()) turn++; timed('skein-draw', show); });
}

function selecting() {
  const selection = document.getSelection();
  const main = document.getElementById('main');
  return Boolean(selection && !selection.isCollapsed && main?.contains(selection.anchorNode) && here.page === before);
}

function show() {
  before = here.page;
  if (!now.you) { render(frame(html`<p class="empty">${now.problem || 'Asking the node …'}</p>`), root); return; }
  if (!now.you.user) { render(login(signedIn), root); document.title = 'Sign in · Skein'; return; }
  const page = PAGES.find(([name]) => name === here.page) ?? PAGES[0];
  document.title = `${worst()}${page[1]} · ${now.overview?.cluster ?? (now.node || 'Skein')}`;
  render(frame(now.overview ? kept(page[3]) : html`<p class="empty">${now.problem || 'Waiting for the first picture …'}</p>`), root);
}

/** Left alone while somebody is copying from it, until it is old: then its buttons have to be off. */
const kept = (content) => guard([turn, stale()], content);

/** But for what somebody wanted so. */
const trouble = () => now.overview?.trouble.filter(({ level }) => level !== 'info').length ?? 0;
const bad = () => now.overview?.trouble.filter(({ level }) => level === 'error').length ?? 0;
const worst = () => bad() ? `(${bad()}✕) ` : trouble() ? `(${trouble()}▲) ` : '';
const poolTrouble = () => now.order.filter((key) => now.rows[key]?.name && now.rows[key].state !== 'up').length;

function frame(content) {
  const old = now.wasHeard && stale();
  return html`<div class=${old ? 'shell stale' : 'shell'}>
    <header>
      <a class="brand" href="#/" aria-label="Skein: overview"><img src="mark.svg" alt="" width="22" height="22"><b>${now.overview?.cluster ?? 'Skein'}</b></a>
      ${now.overview ? html`<span>${state(now.overview.state)}</span><span class="quiet">seen by node <b>${now.node}</b></span>` : nothing}
      <span class="right">
        ${now.overview?.virtualIps.map((one) => html`<span class="tag">${one.address} <b>${one.holder ?? 'nobody'}</b></span>`)}
        <span class="freshness ${old ? 'lost' : now.wasHeard ? 'live' : ''}" role="status" id="freshness">${!now.wasHeard ? 'connecting' : old ? `no answer for ${span(silence())}` : selecting() ? 'paused' : 'live'}</span>
        ${now.you?.signedIn ? html`<span class="quiet">${now.you.user} (${now.you.role})</span><button type="button" @click=${signOut}>Sign out</button>` : nothing}
      </span>
    </header>
    <nav aria-label="Pages"><ul>${PAGES.map(([name, label]) => html`<li><a href=${link(name)} aria-current=${here.page === name ? 'page' : nothing}>${label}${badge(name)}</a></li>`)}</ul></nav>
    ${old ? lost() : now.overview?.quorum?.heard === false ? cut(now.overview.quorum) : nothing}
    <main id="main" tabindex="-1">${content}</main>
  </div>`;
}

/** What is open there, as a word. */
const opened = (name) => (name === 'rolling' ? now.overview?.roll : name === 'drill' ? now.overview?.drill : null)?.state;

function badge(name) {
  const word = opened(name);
  if (word) return html` <span class="badge ${colour(word)}"><span aria-hidden="true">${glyph(word)}</span><span class="visually-hidden">${word}</span></span>`;
  const count = name === '' ? trouble() : name === 'pools' ? poolTrouble() : 0;
  if (!count) return nothing;
  const level = name === '' && bad() ? 'error' : 'warning';
  return html` <span class="badge is-${level === 'error' ? 'down' : 'warn'}"><span aria-hidden="true">${glyph(level)}</span>${count}<span class="visually-hidden"> not as it should be</span></span>`;
}

/** What this page can't see any more, and where it can be seen. */
function lost() {
  const others = (now.overview?.nodes ?? []).filter((node) => !node.self && node.page && node.state === 'present');
  return html`<div class="banner" role="alert" id="lost"><b>Node ${now.node} does not answer this browser${now.problem ? ` (${now.problem})` : ''}.</b>
    What is shown is as it was ${span(silence())} ago; nothing can be changed from here. The page keeps asking.
    ${others.length ? html`<span class="others">The same page is on ${others.map((node) => html`<a href="${node.page}/${location.hash || '#/'}">node ${node.id}</a> `)}</span>` : 'No other node is known to have this page.'}</div>`;
}

/** What this node can't see and nobody can decide while it hears no majority. */
function cut({ text }) {
  const nodes = [...unheard()];
  return html`<div class="banner" role="status" id="cut"><b>No majority: ${text}.</b>
    ${nodes.length ? `What ${nodes.map((id) => `node ${id}`).join(' and ')} ${nodes.length === 1 ? 'does' : 'do'} can’t be seen from here: figures are those of the nodes that are heard. ` : ''}Addresses, configuration, rolls and drills stay as they are.
    A server’s state and weight can be changed: it counts on this side alone until a majority is heard again.</div>`;
}

async function start() {
  try {
    now.you = await ask('session');
    now.problem = '';
    if (now.you.user) open();
  } catch (error) {
    now.problem = `No answer: ${error.message}`;
    setTimeout(start, 2000);
  }
  draw();
}

function signedIn(you) {
  now.you = you;
  open();
  draw();
}

async function signOut() {
  try {
    const { location: elsewhere } = await ask('session', 'DELETE');
    close();
    if (elsewhere) { location.assign(elsewhere); return; }
    now.you = await ask('session');
    now.wasHeard = false;
    now.overview = null;
  } catch (error) {
    say(error.message);
  }
  draw();
}

listen(draw);
follow(() => { draw(); if (!here.rest.length) document.getElementById('main')?.focus({ preventScroll: true }); });
keys(Object.fromEntries(PAGES.map(([name, , key]) => [key, () => go(link(name))])));
document.addEventListener('selectionchange', () => { if (document.getSelection()?.isCollapsed) draw(); });
setInterval(draw, 1000);
start();
