package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;

/**
 * What an authority asks in order to see that a name leads here. No secret: the answer is for everybody to see.
 *
 * @param url of the challenge
 * @param tls whether it asks by a handshake, else by HTTP
 * @param answer the key authorization (RFC 8555 §8.1)
 */
record Ask(String name, String url, boolean tls, String token, String answer) {
    void encode(Encoder out) {
        out.text(name).text(url).flag(tls).text(token).text(answer);
    }

    static Ask decode(Decoder in) {
        return new Ask(in.text(), in.text(), in.flag(), in.text(), in.text());
    }
}
