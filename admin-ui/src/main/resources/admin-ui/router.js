// @ts-check
// Where one is stands in the address: #/pools/shop/one?q=10.0&state=down. A link shows what its sender saw.

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const segments = path.split('/').filter(Boolean).map((segment) => { try { return decodeURIComponent(segment); } catch { return segment; } });
  return { page: segments[0] ?? '', rest: segments.slice(1), query: new URLSearchParams(query) };
}

export let here = read();
export const link = (page, rest = [], query = {}) => {
  const kept = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}${kept.size ? `?${kept}` : ''}`;
};

/** Changes one parameter of where we are; no step to go back to. */
export function setQuery(name, value) {
  if (value) here.query.set(name, value); else here.query.delete(name);
  history.replaceState(null, '', link(here.page, here.rest, Object.fromEntries(here.query)));
}

/** The same page with another thing open, its filters kept. */
export const linkHere = (rest) => link(here.page, rest, Object.fromEntries(here.query));
export function go(hash) { location.hash = hash; }
export function follow(changed) { addEventListener('hashchange', () => { here = read(); changed(); }); }
