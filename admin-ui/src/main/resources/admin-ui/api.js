// @ts-check
// Asks the node that this page came from. No other host is ever asked.

const PATIENCE = 10_000;
/** All nodes are asked, and disks of a majority waited for. */
const LONG_PATIENCE = 60_000;

/** An answer that is not a success, with what the node says about it. */
export class Problem extends Error {
  constructor(status, detail) { super(detail); this.status = status; }
}

/** The version of what was answered, by the answer. */
const versions = new WeakMap();
/** Of a change: it is refused if what was seen is not so any more. */
export const ifMatch = (version) => ({ 'If-Match': `"${version}"` });
/** The same, of what an answer shows that told its version beside itself. */
export const ifAsIn = (answer) => ({ 'If-Match': versions.get(answer) });

/** @param {string} path below api/v1 */
export async function ask(path, method = 'GET', body, headers = {}) {
  const sent = { 'X-Skein-Page': '1', ...headers };
  if (body !== undefined) sent['Content-Type'] = 'application/json';
  const response = await fetch(`api/v1/${path}`, { method, headers: sent, signal: AbortSignal.timeout(path.startsWith('config/') ? LONG_PATIENCE : PATIENCE),
    body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Problem(response.status, answer.detail ?? answer.title ?? `the node answers ${response.status}`);
  const version = response.headers.get('ETag');
  if (version) versions.set(answer, version);
  return answer;
}

export const segment = encodeURIComponent;
export const serverPath = (server, what = '') => `pools/${segment(server.pool)}/servers/${segment(server.id)}${what}`;
