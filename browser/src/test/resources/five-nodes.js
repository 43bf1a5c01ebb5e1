// Stands in for the stream: the picture of the real node with all its servers, as a cluster of five nodes would tell it, and
// ticks of which as much changes as is asked for. What comes before the page sees it is not measured.

const NODES = ['a', 'b', 'c', 'd', 'e'];
let seed = 42;
const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; };

class Feed extends EventTarget {
  constructor() {
    super();
    this.readyState = 1;
    window.feed = this;
    this.begin();
  }

  close() { this.readyState = 2; }

  async begin() {
    const picture = await (await fetch('api/v1/picture', { headers: { 'X-Skein-Page': '1' } })).json();
    const history = await (await fetch('api/v1/history', { headers: { 'X-Skein-Page': '1' } })).json();
    const [node] = picture.overview.nodes;
    this.picture = picture;
    this.servers = picture.order.filter((key) => picture.rows[key].id);
    this.figures = Object.fromEntries(picture.order.map((key) => [key, [10, 0, 1, 1, 2, 3]]));
    picture.overview.nodes = NODES.map((id, i) => ({ ...node, id, self: i === 0 }));
    const long = new Date(Date.now() - 7_200_000).toISOString();
    this.servers.forEach((key) => { picture.rows[key].health.since = long; picture.rows[key].found = Object.fromEntries(NODES.map((id) => [id, 'up'])); });
    this.checks = Object.fromEntries(this.servers.map((key) => [key, this.check()]));
    this.say('picture', JSON.stringify({ ...picture, figures: this.figures, checks: this.checks, history, node: 'a', scope: 'cluster', at: new Date().toISOString() }));
  }

  check() { return { at: new Date().toISOString(), passed: true, durationMs: Math.round(3000 * random()) / 1000, text: '200 OK', node: NODES[Math.floor(5 * random())] }; }

  say(name, data) { this.dispatchEvent(new MessageEvent(name, { data })); }

  /** Of the first so many servers of a pool the figures are others. */
  of(pool, count) {
    const mine = this.servers.filter((key) => this.picture.rows[key].pool === pool).slice(0, count);
    mine.forEach((key) => { this.figures[key] = [random(), 0, 100 + Math.floor(800 * random()), 1, 2, 3]; });
    return JSON.stringify({ at: new Date().toISOString(), overview: this.picture.overview, rows: {}, figures: Object.fromEntries(mine.map((key) => [key, this.figures[key]])), checks: {} });
  }

  /** Of so many servers the figures are others, of so many the last check is another, of so many the state. */
  tick(figures, checks, states) {
    const { overview, rows } = this.picture;
    overview.traffic.requestsPerSecond = Math.round(50000 * random()) / 10;
    const some = (count) => Array.from({ length: count }, (_, i) => this.servers[count === this.servers.length ? i : Math.floor(random() * this.servers.length)]);
    const changed = Object.fromEntries(some(figures).map((key) => [key, [Math.round(1000 * random()) / 10, 0, Math.floor(20 * random()), 1 + random(), 2 + random(), 3 + random()]]));
    const checked = Object.fromEntries(some(checks).map((key) => [key, this.check()]));
    const moved = Object.fromEntries(some(states).map((key) => [key, { ...rows[key], state: random() < 0.5 ? 'up' : 'falling' }]));
    return JSON.stringify({ at: new Date().toISOString(), overview, rows: moved, figures: changed, checks: checked });
  }
}
window.EventSource = Feed;

const frame = () => new Promise(requestAnimationFrame);

/** Milliseconds of the page's thread: to take the tick in, to draw, for style and layout, and until the frame is handed over. */
window.measured = async (data) => {
  const measures = {};
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(({ name, duration }) => { measures[name] = duration; }));
  observer.observe({ entryTypes: ['measure'] });
  await frame();
  let begun = 0;
  requestAnimationFrame(() => { begun = performance.now(); });
  const before = performance.now();
  window.feed.say('tick', data);
  const taken = performance.now() - before;
  await frame();
  const drawn = performance.now();
  document.body.getBoundingClientRect();
  const laidOut = performance.now() - drawn;
  const channel = new MessageChannel();
  const ended = new Promise((resolve) => { channel.port1.onmessage = () => resolve(performance.now()); });
  channel.port2.postMessage(0);
  const all = taken + (await ended) - begun;
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  observer.disconnect();
  return [measures['skein-tick'] ?? taken, measures['skein-draw'] ?? 0, laidOut, all];
};

/** Which rows a tick touches, by server; and how many nodes of the document were changed outside of rows. */
window.touched = async (data) => {
  const rows = new Set();
  let outside = 0;
  const observer = new MutationObserver((records) => records.forEach(({ target }) => {
    const row = (target.nodeType === 1 ? target : target.parentElement)?.closest('tr[data-server]');
    if (row) rows.add(row.dataset.server); else outside++;
  }));
  observer.observe(document.getElementById('pool-list'), { subtree: true, childList: true, characterData: true, attributes: true });
  window.feed.say('tick', data);
  await frame();
  await frame();
  observer.takeRecords();
  observer.disconnect();
  return { rows: [...rows], outside };
};
