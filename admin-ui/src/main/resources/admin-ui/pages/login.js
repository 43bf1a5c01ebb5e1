// @ts-check
import { html, nothing } from '../lib/lit-html.js';
import { ask } from '../api.js';
import { changed, now } from '../store.js';

let problem = '';
let busy = false;

/** @param {(you: unknown) => void} done */
export function login(done) {
  const submit = async (event) => {
    event.preventDefault();
    const answer = new FormData(event.target);
    busy = true;
    changed();
    try {
      const you = await ask('session', 'POST', { user: answer.get('user'), password: answer.get('password') });
      problem = '';
      busy = false;
      done(you);
    } catch (error) {
      problem = error.message;
      busy = false;
      changed();
    }
  };
  return html`<main class="login" id="main"><form @submit=${submit}>
    <h1><img src="mark.svg" alt="" width="28" height="28"> Skein</h1>
    ${problem || now.you?.told ? html`<p class="error" role="alert">${problem || now.you.told}</p>` : nothing}
    ${now.you?.provider ? html`<a class="button primary" href="api/v1/session/provider?to=${encodeURIComponent(location.hash)}">Sign in with ${now.you.provider}</a>` : nothing}
    ${now.you?.users === false ? nothing : html`
    <label>User <input name="user" autocomplete="username" required maxlength="255" autofocus></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="1024"></label>
    <button class=${now.you?.provider ? '' : 'primary'} ?disabled=${busy}>Sign in</button>`}
  </form></main>`;
}
