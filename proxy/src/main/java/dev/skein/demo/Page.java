package dev.skein.demo;

import java.nio.charset.StandardCharsets;

/** The page that people see: who answered, and something to click on. */
final class Page {
    private Page() {}

    /**
     * The page of one server.
     *
     * @param name a colour by preference: the page wears it
     * @param number how many requests the server has seen
     */
    static String of(String name, long number) {
        return HTML.replace("{name}", escape(name)).replace("{number}", String.valueOf(number));
    }

    private static String escape(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;");
    }

    private static final String HTML = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{name}</title>
        <style>
          body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
          h1 { border-left: .5rem solid {name}; padding-left: .75rem }
          button, input { font: inherit; padding: .25rem .75rem; margin: 0 .25rem .5rem 0 }
          pre { background: #8882; padding: .75rem; min-height: 6rem; white-space: pre-wrap }
        </style>
        <h1>Hello from {name}</h1>
        <p>This is request {number} of this server. Load the page again, and another one may answer.</p>
        <p>
          <button data-get="/">again</button>
          <button data-get="/slow?ms=2000">slow</button>
          <button data-get="/fail">fail</button>
          <button data-post="/upload">upload 1 MiB</button>
        </p>
        <p><input id="text" value="hello" aria-label="message"><button id="send">send by WebSocket</button></p>
        <pre id="log" aria-live="polite"></pre>
        <script>
          const log = text => document.getElementById('log').prepend(text.trim() + '\\n')
          const ask = async (path, options) => {
            const start = performance.now()
            const answer = await fetch(path, options)
            log(`${answer.status} in ${Math.round(performance.now() - start)} ms: ${await answer.text()}`)
          }
          const plain = { headers: { Accept: 'text/plain' } }
          document.querySelectorAll('[data-get]').forEach(b => b.onclick = () => ask(b.dataset.get, plain))
          document.querySelectorAll('[data-post]').forEach(b => b.onclick = () =>
            ask(b.dataset.post, { method: 'POST', body: new Uint8Array(1 << 20) }))
          let socket
          document.getElementById('send').onclick = () => {
            const send = () => socket.send(document.getElementById('text').value)
            if (socket && socket.readyState === 1) return send()
            socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws')
            socket.onopen = send
            socket.onmessage = message => log(message.data)
            socket.onclose = () => log('WebSocket closed')
          }
        </script>
        </html>
        """;
}
