// @ts-check
// Numbers and times in words. What does not apply is a dash, never 0.

export const none = '–';
const whole = new Intl.NumberFormat('en');

export const count = (n) => n == null ? none : whole.format(n);
export const rate = (n) => n == null ? none : n >= 100 ? whole.format(Math.round(n)) : n.toFixed(1);
export const ms = (n) => n == null ? none : n >= 100 ? whole.format(Math.round(n)) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
export const percent = (share) => share == null ? none : `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;
export const plural = (n, noun) => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export function bytes(n) {
  if (n == null) return none;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  while (n >= 1024 && i < units.length - 1) { n /= 1024; i++; }
  return `${n >= 100 || i === 0 ? Math.round(n) : n.toFixed(1)} ${units[i]}`;
}

export function span(millis) {
  const s = Math.max(0, Math.floor(millis / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

/** The node's own clock: this machine's may be wrong. */
let ahead = 0;
export function setClock(iso) { ahead = Date.parse(iso) - Date.now(); }
export const nodeNow = () => Date.now() + ahead;
export const since = (iso) => iso ? span(nodeNow() - Date.parse(iso)) : '';
/** Checks come every few seconds: how fresh the last one is, is not worth a change of every row every second. */
export const ago = (iso) => nodeNow() - Date.parse(iso) < 10_000 ? 'just now' : `${since(iso)} ago`;
export const until = (iso) => iso ? span(Date.parse(iso) - nodeNow()) : '';
export const clock = (iso) => iso ? new Date(iso).toLocaleString(undefined, { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }) : '';
export const time = (iso) => iso ? new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }) : '';
