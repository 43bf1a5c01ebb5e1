package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.TlsSettings.Certificate;
import dev.skein.config.TlsSettings.ClientAuth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a block of TLS towards clients. */
final class TlsReader {
    private TlsReader() {}

    static TlsSettings tls(Block block) {
        List<Certificate> certificates = Children.list(block, "certificates", Kind.CERTIFICATE).stream()
                .map(TlsReader::certificate)
                .toList();
        if (certificates.isEmpty() && block.sound("certificates") && !block.isDefault()) {
            block.problem("certificates", "none", "at least one { cert = FILE, key = FILE } or { acme = [ NAME ] }");
        }
        List<TlsSettings.Protocol> protocols = protocols(block);
        ClientAuth auth = block.get("client-auth", Rules.word(ClientAuth.class));
        Path ca = FileKeys.find(block, "client-ca");
        if (auth != ClientAuth.NONE && ca == null && block.sound("client-ca") && !block.isDefault()) {
            block.problem("client-ca", "missing", "a PEM file, since client-auth is " + Words.of(auth));
        }
        return new TlsSettings(
                block.place(),
                certificates,
                block.get("min-version", Rules.word(TlsSettings.Version.class)),
                block.list("ciphers", Rules.TEXT),
                block.list("groups", Rules.TEXT),
                block.get("strict-sni", Rules.BOOLEAN),
                protocols,
                block.get("handshake-timeout", Rules.duration("100ms", "10m")),
                block.get("reload", Rules.durationOrOff("1s", "1d")),
                auth,
                ca);
    }

    private static List<TlsSettings.Protocol> protocols(Block block) {
        List<TlsSettings.Protocol> protocols = block.list("protocols", Rules.word(TlsSettings.Protocol.class));
        if (protocols.isEmpty() && block.sound("protocols")) {
            block.problem("protocols", "[]", "at least one of h2 and http/1.1");
        }
        if (protocols.equals(List.of(TlsSettings.Protocol.H3)) && block.sound("protocols")) {
            block.problem("protocols", "[h3]", "h2 or http/1.1 beside it: clients learn there that they may use h3");
        }
        return protocols;
    }

    static Certificate certificate(Block block) {
        List<String> names = block.list("acme", AddressRules.ACME_NAME);
        if (!names.isEmpty() || !block.sound("acme")) {
            return AcmeReader.certificate(block, names);
        }
        return new Certificate(
                block.place(),
                pem(block, "cert", "CERTIFICATE"),
                pem(block, "key", "PRIVATE KEY"),
                block.list("hosts", AddressRules.HOST_PATTERN),
                FileKeys.find(block, "ocsp"),
                false);
    }

    /** A file that holds a PEM block of a kind: a mix-up of certificate and key is found here and not in a handshake. */
    static Path pem(Block block, String key, String kind) {
        Path file = FileKeys.get(block, key);
        if (!block.written(key) || !block.sound(key)) {
            return file;
        }
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
                block.problem(key, block.shown(key) + ", an encrypted key", "one that is not encrypted");
            } else if (!text.matches("(?s).*-----BEGIN ([A-Z]+ )?" + kind + "-----.*")) {
                block.problem(key, block.shown(key), "a PEM file with a " + kind);
            }
        } catch (IOException e) {
            block.problem(key, block.shown(key), "a file that can be read");
        }
        return file;
    }
}
