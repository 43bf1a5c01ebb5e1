package dev.skein.config;

import dev.skein.model.Network;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route.
 *
 * @param allow networks of clients; empty: all
 * @param deny networks refused all the same
 * @param identity how clients say who they are; null: they need not
 * @param cors which other sites' scripts may; null: that is the servers' business
 */
public record AccessSettings(
        List<Network> allow,
        List<Network> deny,
        @Nullable Identity identity,
        @Nullable Cors cors) {
    /** Everybody may. */
    public static final AccessSettings NONE = new AccessSettings(List.of(), List.of(), null, null);

    /** How clients say who they are. */
    public sealed interface Identity {
        /** Names of fields that only we write towards servers, since they tell who it is. */
        List<String> headers();

        /** Whether the credentials stay here. */
        boolean hidden();
    }

    /**
     * User and password.
     *
     * @param users file of lines NAME:HASH
     * @param header that tells servers the user; null: none
     * @param hide whether servers do not see the credentials
     */
    public record Basic(
            Place place,
            Path users,
            String realm,
            Duration cache,
            @Nullable String header,
            boolean hide) implements Identity {
        @Override
        public List<String> headers() {
            return header == null ? List.of() : List.of(header);
        }

        @Override
        public boolean hidden() {
            return hide;
        }
    }

    /**
     * A signed token.
     *
     * @param keys http, https or file
     * @param ca PEM file of the authorities of who has them; null: the JDK's
     * @param cookie that has the token; null: Authorization has it
     * @param claims that tell servers something: fields with the name of a claim each
     */
    public record Jwt(
            Place place,
            URI keys,
            Duration refresh,
            Duration timeout,
            @Nullable Path ca,
            List<String> algorithms,
            List<String> issuers,
            List<String> audiences,
            Duration leeway,
            Duration cache,
            @Nullable String cookie,
            List<Claim> claims,
            boolean hide)
            implements Identity {
        @Override
        public List<String> headers() {
            return claims.stream().map(Claim::header).toList();
        }

        @Override
        public boolean hidden() {
            return hide && cookie == null;
        }
    }

    /** A claim and the field that tells servers of it. */
    public record Claim(String header, String claim) {}

    /**
     * A service that is shown each request.
     *
     * @param send fields of the request that it sees
     * @param copy fields of its answer that servers get
     */
    public record ForwardAuth(
            Place place, URI url, Duration timeout, List<String> send, List<String> copy, ServiceTls tls)
            implements Identity {
        @Override
        public List<String> headers() {
            return copy;
        }

        @Override
        public boolean hidden() {
            return false;
        }
    }

    /**
     * TLS towards a service.
     *
     * @param ca PEM file of the authorities trusted; null: the JDK's
     * @param serverName in SNI and against the certificate, besides the address that the URL has; null: the URL's host alone
     * @param verify chain and name
     */
    public record ServiceTls(@Nullable Path ca, @Nullable String serverName, boolean verify) {}

    /**
     * Other sites' scripts.
     *
     * @param maxAge zero: browsers do not remember
     */
    public record Cors(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> expose,
            boolean credentials,
            Duration maxAge) {}
}
