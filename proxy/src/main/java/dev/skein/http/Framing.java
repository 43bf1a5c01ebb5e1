package dev.skein.http;

import dev.skein.model.Ascii;

/** The fields that decide where a message ends and whether its connection lives on (RFC 9112 §6, §7, §9). */
final class Framing {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private Framing() {}

    static int note(Head head, byte kind, int start, int end) {
        return switch (kind) {
            case FieldKind.CONTENT_LENGTH -> contentLength(head, start, end);
            case FieldKind.TRANSFER_ENCODING -> transferEncoding(head, start, end);
            case FieldKind.CONNECTION -> connection(head, start, end);
            default -> head.seen(kind, start, end);
        };
    }

    private static int contentLength(Head head, int start, int end) {
        if (head.contentLength >= 0) {
            // Even equal ones: RFC 9110 §8.6 allows to refuse, and whoever sends two is broken or up to something.
            return head.reject(head.malformed(), "two Content-Length");
        }
        if (start == end || end - start > 18) {
            return head.reject(head.malformed(), "malformed Content-Length");
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = head.bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return head.reject(head.malformed(), "malformed Content-Length");
            }
            value = value * 10 + digit;
        }
        head.contentLength = value;
        return Head.COMPLETE;
    }

    private static int transferEncoding(Head head, int start, int end) {
        if (head.chunked) {
            return head.reject(head.malformed(), "two Transfer-Encoding");
        }
        if (start == end) {
            return head.reject(head.malformed(), "empty Transfer-Encoding");
        }
        if (!Ascii.equalsIgnoreCase(head.bytes, start, end, CHUNKED)) {
            return head.reject(head.unknownCoding(), "transfer coding other than chunked");
        }
        head.chunked = true;
        return Head.COMPLETE;
    }

    private static int connection(Head head, int start, int end) {
        int flags = UpgradeTokens.connection(head.bytes, start, end);
        head.close |= (flags & UpgradeTokens.CLOSE) != 0;
        head.keepAliveNamed |= (flags & UpgradeTokens.KEEP_ALIVE) != 0;
        head.upgradeNamed |= (flags & UpgradeTokens.UPGRADE) != 0;
        head.nominates |= (flags & UpgradeTokens.NOMINATES) != 0;
        return Head.COMPLETE;
    }
}
