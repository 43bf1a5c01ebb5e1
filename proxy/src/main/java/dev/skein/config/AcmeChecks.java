package dev.skein.config;

import dev.skein.config.TlsSettings.Certificate;
import java.util.List;

/** What certificates that an authority issues by itself need besides. */
record AcmeChecks(Reading reading, Settings settings) {

    void run() {
        TlsSettings admin = settings.admin().tls();
        if (admin != null) {
            admin.certificates().stream()
                    .filter(Certificate::acme)
                    .forEach(one -> problem(
                            one.place(), "skein.admin.tls.certificates.acme", one.name(), "files: of listeners only"));
        }
        boolean any = false;
        for (ListenerSettings listener : settings.listeners()) {
            any |= listener(listener);
        }
        ClusterSettings cluster = settings.cluster();
        if (any && cluster != null && cluster.secret() == null) {
            String rule = "a secret, since keys of certificates are kept encrypted by it";
            problem(cluster.place(), "skein.cluster.secret", "missing", rule);
        }
        AcmeSettings acme = settings.acme();
        if (any && acme != null && acme.challenge() == AcmeSettings.Challenge.HTTP_01) {
            clearText(acme);
        }
    }

    private boolean listener(ListenerSettings listener) {
        TlsSettings tls = listener.tls();
        List<Certificate> all = tls == null ? List.of() : tls.certificates();
        List<Certificate> issued = all.stream().filter(Certificate::acme).toList();
        if (settings.acme() == null && !issued.isEmpty()) {
            String path = "skein.listeners." + listener.name() + ".tls.certificates.acme";
            problem(issued.getFirst().place(), path, "no block skein.acme", "acme { terms-agreed = true, ... }");
        }
        return !issued.isEmpty();
    }

    private void clearText(AcmeSettings acme) {
        if (settings.listeners().stream().allMatch(listener -> listener.tls() != null)) {
            String rule = "one without tls, which the authority reaches on port 80";
            reading.warning(
                    new Problem(acme.place(), "skein.acme.challenge", "http-01, but no such listener", rule, null));
        }
    }

    private void problem(Place place, String path, String found, String rule) {
        reading.problem(new Problem(place, path, found, rule, null));
    }
}
