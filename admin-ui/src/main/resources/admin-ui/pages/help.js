// @ts-check
import { html } from '../lib/lit-html.js';
import { STATES, colour } from '../parts/state.js';

const KEYS = [['/', 'filter'], ...Object.entries({ o: 'overview', p: 'pools', r: 'routes', e: 'events', s: 'sessions', t: 'live tap', c: 'configuration', k: 'certificates', l: 'rolling', d: 'drill', h: 'help' }).map(([key, page]) => [`g then ${key}`, page]), ['j, k', 'next and former row'], ['x', 'tick the row'], ['Enter', 'open what the row is about'], ['Esc', 'close, or leave the filter'], ['?', 'this page']];
/** Who ended it, and in which phase: a test holds them against what the access log can say. */
const ENDS = [['--', 'nothing went wrong'], ['C.', 'the client left'], ['c.', 'the client was too slow'], ['S.', 'a server failed or refused, or none was there'], ['s.', 'a server was too slow, or had no place in time'],
  ['P.', 'the proxy refused it, or the answer: no route, malformed, too large, not allowed'], ['R.', 'out of a resource: a full queue, a limit, an open circuit, sockets, memory'], ['D.', 'its server went down'], ['K.', 'an operator ended it, or the node stopped'], ['I.', 'an error of Skein itself']];
const PHASES = [['.R', 'reading the request, choosing the route'], ['.Q', 'in the queue, for a place at a server'], ['.C', 'connecting to a server'], ['.H', 'waiting for the head of the answer'], ['.D', 'bodies under way'], ['.L', 'the last bytes on their way to the client'], ['.T', 'an upgraded connection']];

export function help() {
  return html`<h1>Help</h1><div class="columns">
    <section class="card"><h2>Keys</h2><dl class="pairs">${KEYS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl></section>
    <section class="card"><h2>States</h2><dl class="pairs">${STATES.map(([word, glyph, , meaning]) => html`<dt class="state ${colour(word)}"><span aria-hidden="true">${glyph}</span> ${word}</dt><dd>${meaning}</dd>`)}</dl></section>
    <section class="card"><h2>What the numbers are</h2><p>Each says its scope: the cluster, as all nodes told it last, or one node. Rates and latencies are of the last ten seconds; percentiles of the cluster are worked out from all nodes' counts, not from their percentiles. A dash is what does not apply or is not known.</p>
      <p>Capacity is learned: what a request cost of the processors in the last 15 minutes, up to 85 % of them, or what went well before event loops were late.</p>
      <p>Configured, wished and found are three things: the file's word, an operator's, and what checks and traffic say. Wishes survive restarts; they end when they say so.</p></section>
    <section class="card"><h2>End codes in the access log</h2><p>The first letter says who ended it, the second one in which phase: <code>sH</code> is a server that did not answer in time.</p><dl class="pairs">${[...ENDS, ...PHASES].map(([code, what]) => html`<dt class="mono">${code}</dt><dd>${what}</dd>`)}</dl></section>
    <section class="card"><h2>For programs</h2><p>Everything here is JSON, too: <a href="api/v1/overview">overview</a>, <a href="api/v1/picture">picture</a>, <a href="api/v1/pools">pools</a>, <a href="api/v1/history">history</a>, <a href="api/v1/events">events</a>, the <a href="api/v1/openapi.json">description of the API</a>, and metrics for Prometheus, of <a href="metrics">this node</a> and of <a href="metrics/cluster">all</a>. <code>curl -N …/api/v1/stream</code> shows what this page hears.</p></section>
  </div>`;
}
