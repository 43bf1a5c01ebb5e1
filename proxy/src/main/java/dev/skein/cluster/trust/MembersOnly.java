package dev.skein.cluster.trust;

import dev.skein.model.Ticker;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Lets a handshake through for members of the cluster; {@link NodeTrust#peer} says afterwards which one it is. */
final class MembersOnly extends X509ExtendedTrustManager {
    private final PeerRules rules;
    private final Ticker ticker;

    MembersOnly(PeerRules rules, Ticker ticker) {
        this.rules = rules;
        this.ticker = ticker;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (rules.judge(chain, ticker.epochMillis()) instanceof Peer.Refused refused) {
            BasicReason alert = switch (refused.reason()) {
                case EXPIRED -> BasicReason.EXPIRED;
                case NOT_YET_VALID -> BasicReason.NOT_YET_VALID;
                case REVOKED -> BasicReason.REVOKED;
                default -> BasicReason.UNSPECIFIED;
            };
            // The cause is where the JDK looks for which alert the other side gets.
            throw new CertificateException(
                    refused.text(), new CertPathValidatorException(refused.text(), null, null, -1, alert));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    /** None: strangers need not know whom we trust, and members have one certificate only. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
