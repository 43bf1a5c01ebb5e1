// @ts-check
// Asks before it does: what, with which consequence, why, until when. One dialog for all.

import { html, nothing, render } from '../lib/lit-html.js';
import { stale } from '../store.js';

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('ask'));
const said = document.getElementById('said');
let silence = 0;

/** Says something for a few seconds, to eyes and ears. */
export function say(sentence) {
  said.textContent = sentence;
  clearTimeout(silence);
  silence = setTimeout(() => { said.textContent = ''; }, 6000);
}

/** The reason that was given, as a field of a body; no field where none was. */
export function why(answer) {
  const reason = answer.get('reason')?.trim();
  return reason ? { reason } : {};
}

const ENDS = [['', 'until somebody changes it'], ['900000', 'for 15 minutes'], ['3600000', 'for 1 hour'], ['28800000', 'for 8 hours'], ['86400000', 'for 1 day']];

/**
 * What is said, and what is to be typed, may depend on what is chosen: a function of that, which is null at first.
 * @param {{ title: string, text: unknown, verb: string, danger?: boolean, reason?: boolean, expires?: boolean,
 *   type?: string | ((answer: FormData | null) => string), fields?: unknown, extra?: { verb: string, value: string }, act: (answer: FormData) => Promise<unknown> }} question
 */
export function question({ title, text, verb, danger, reason = true, expires = false, type = '', fields = nothing, extra, act }) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement);
  let problem = '';
  let busy = false;
  const given = (what) => { const form = dialog.querySelector('form'); return typeof what === 'function' ? what(form && new FormData(form)) : what; };
  const submit = async (event) => {
    event.preventDefault();
    const answer = new FormData(event.target, event.submitter);
    const typed = answer.get('typed');
    if (typed != null && !answer.get('extra') && typed !== given(type)) { problem = `Type ${given(type)} to go on.`; draw(); return; }
    busy = true;
    draw();
    try {
      await act(answer);
      dialog.close();
    } catch (error) {
      problem = error.message;
    }
    busy = false;
    draw();
  };
  const draw = () => render(html`<form method="dialog" @submit=${submit} @input=${() => draw()}>
    <h2 id="ask-title">${title}</h2>
    <div id="ask-text">${given(text)}</div>
    ${fields}
    ${expires ? html`<label>How long <select name="expires">${ENDS.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>` : nothing}
    ${reason ? html`<label>Reason, for the journal (optional) <input name="reason" maxlength="200" autocomplete="off"></label>` : nothing}
    ${given(type) ? html`<label>Type <b>${given(type)}</b> to go on <input name="typed" autocomplete="off" spellcheck="false" required></label>` : nothing}
    ${stale() ? html`<p class="error" role="alert">The node does not answer: what is said here is old, and nothing can be changed.</p>` : nothing}
    ${problem ? html`<p class="error" role="alert">${problem}</p>` : nothing}
    <div class="buttons"><button type="button" @click=${() => dialog.close()}>Cancel</button>
      ${extra ? html`<button type="submit" formnovalidate name="extra" value=${extra.value} ?disabled=${busy || stale()}>${extra.verb}</button>` : nothing}
      <button type="submit" class=${danger ? 'danger' : 'primary'} ?disabled=${busy || stale()}>${verb}</button></div>
  </form>`, dialog);
  const watch = setInterval(draw, 1000);
  dialog.onclose = () => { clearInterval(watch); render(nothing, dialog); opener?.isConnected && opener.focus(); };
  draw();
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector('input, select, textarea'))?.focus();
}
