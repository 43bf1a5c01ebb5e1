package dev.skein.listener;

import dev.skein.http3.QpackDecoder;
import dev.skein.http3.QpackEncoder;

/** What the HTTP/3 connections of one loop and listener share, since they use it one at a time. Confined to the loop. */
final class Http3Scratch {
    /** What does not differ between the two. */
    final Http2Scratch common;

    final QpackDecoder decoder;
    final QpackEncoder encoder;

    Http3Scratch(Http2Scratch common) {
        this.common = common;
        this.decoder = new QpackDecoder(common.hpack);
        this.encoder = new QpackEncoder(common.hpack);
    }
}
