// @ts-check
// Lines over the last quarter of an hour. A picture for eyes, a sentence for screen readers, and a table behind a toggle.

import { html, nothing, svg } from '../lib/lit-html.js';
import { none, time } from '../format.js';

const WIDTH = 600;
const HEIGHT = 120;
/** A quarter of an hour at a step of five seconds. */
const STEPS = 180;

function nice(most) {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((bound) => bound >= most) ?? most;
}

/** Gaps stay gaps: nobody told anything then. */
function path(values, top) {
  let drawn = '';
  let pen = false;
  const from = STEPS - values.length;
  values.forEach((value, i) => {
    if (value == null) { pen = false; return; }
    const x = ((from + i) * WIDTH / (STEPS - 1)).toFixed(1);
    const y = (HEIGHT - Math.min(1, value / top) * (HEIGHT - 6) - 1).toFixed(1);
    drawn += `${pen ? 'L' : 'M'}${x} ${y}`;
    pen = true;
  });
  return drawn;
}

const known = (values) => values.filter((value) => value != null);
const dashes = ['', '6 3', '2 3', '8 3 2 3'];

/**
 * @param {{ title: string, unit?: string, series: { name: string, values: (number | null)[], tone: number }[], at: string[], show: (n: number | null) => string, scope: string, most?: number }} chart
 */
export function chart({ title, unit = '', series, at, show, scope, most }) {
  const all = series.flatMap(({ values }) => known(values));
  const top = most ?? nice(Math.max(0, ...all));
  const said = (value) => value == null ? none : `${show(value)}${unit}`;
  const sentence = all.length === 0 ? `${title}: nothing yet` : `${title}: ${series.map(({ name, values }) =>
    `${name} now ${said(values.at(-1))}, at most ${said(known(values).length ? Math.max(...known(values)) : null)}`).join('; ')}`;
  return html`<figure class="chart">
    <figcaption><b>${title}</b> <span class="quiet">${scope}</span>
      <span class="keys">${series.map(({ name, values, tone }) => html`<span class="key"><svg viewBox="0 0 20 6" aria-hidden="true"><path class="tone-${tone}" stroke-dasharray=${dashes[tone % 4]} d="M0 3H20"/></svg>${name} <b>${said(values.at(-1))}</b></span>`)}</span></figcaption>
    <div class="plot" role="img" aria-label=${sentence}>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        ${[0.25, 0.5, 0.75].map((part) => svg`<path class="grid" d="M0 ${HEIGHT * part}H${WIDTH}"/>`)}
        ${series.map(({ values, tone }) => svg`<path class="tone-${tone}" stroke-dasharray=${dashes[tone % 4]} d=${path(values, top)}/>`)}
      </svg>
      <span class="top" aria-hidden="true">${said(top)}</span>
    </div>
    <div class="axis quiet" aria-hidden="true"><span>15 min ago</span><span>10</span><span>5</span><span>now</span></div>
    <details class="numbers"><summary>As a table</summary>${rows(series, at, said)}</details>
  </figure>`;
}

/** One line a minute: enough to read. */
function rows(series, at, said) {
  const lines = at.map((when, i) => ({ when, i })).filter(({ i }) => (at.length - 1 - i) % 12 === 0).reverse();
  return html`<div class="wrap" tabindex="0" role="region" aria-label="Numbers of the chart"><table><thead><tr><th scope="col">At</th>${series.map(({ name }) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead>
    <tbody>${lines.map(({ when, i }) => html`<tr><th scope="row">${time(when)}</th>${series.map(({ values }) => html`<td class="n">${said(values[i])}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A share as a bar, with its words beside it. */
export function bar(label, share, words) {
  const level = share == null ? '' : share > 0.9 ? 'full' : share > 0.7 ? 'high' : '';
  return html`<div class="meter"><span class="quiet">${label}</span><span class="track ${level}">${share == null ? nothing
    : html`<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.max(0, Math.min(100, 100 * share))} height="6"/></svg>`}</span><span>${words}</span></div>`;
}
