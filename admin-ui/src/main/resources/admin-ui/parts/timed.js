// @ts-check
// How long an update takes, as measures of the browser: for its tools, and for whoever observes. None is kept.

export function timed(name, act) {
  const start = performance.now();
  act();
  performance.measure(name, { start });
  performance.clearMeasures(name);
}
