// @ts-check

/** Hands the browser a file: a line of JSON each. */
export function save(name, lines) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([lines.map((line) => `${JSON.stringify(line)}\n`).join('')], { type: 'application/x-ndjson' }));
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}
