package dev.skein.admin;

import dev.skein.model.Ticker;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a browser keeps for us and must neither read nor change (AES-256-GCM): any node of the cluster opens what another
 * one sealed, as their keys are the same. Confined to the admin loop.
 */
final class Seal {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "skein sign-in 1".getBytes(StandardCharsets.US_ASCII);
    private static final String UNTIL = "until";

    private final Supplier<List<byte[]>> secrets;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();

    /** @param secrets the first seals, all open; keys of one purpose each follow from them */
    Seal(Supplier<List<byte[]>> secrets, Ticker ticker) {
        this.secrets = secrets;
        this.ticker = ticker;
    }

    String close(JsonObject what, Duration lasts) {
        JsonObject timed = what.copy().put(UNTIL, ticker.epochMillis() + lasts.toMillis());
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(secrets.get().getFirst()), nonce)
                    .doFinal(timed.toBuffer().getBytes());
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM and HKDF (expected: of every JDK)", e);
        }
    }

    /** Null for what none of our keys has sealed, and for what is too old. */
    @Nullable
    JsonObject open(String text) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Not ours.
            return null;
        }
        if (all.length <= NONCE + TAG_BITS / 8) {
            return null;
        }
        for (byte[] secret : secrets.get()) {
            JsonObject found = open(all, secret);
            if (found != null) {
                return found.getLong(UNTIL) > ticker.epochMillis() ? found : null;
            }
        }
        return null;
    }

    private static @Nullable JsonObject open(byte[] all, byte[] secret) {
        try {
            byte[] nonce = Arrays.copyOf(all, NONCE);
            return new JsonObject(Buffer.buffer(
                    cipher(Cipher.DECRYPT_MODE, key(secret), nonce).doFinal(all, NONCE, all.length - NONCE)));
        } catch (GeneralSecurityException | DecodeException e) {
            // By another key, or changed.
            return null;
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** RFC 5869, for this purpose alone: what signs cookies of sessions tells nothing about this one. */
    private static SecretKey key(byte[] secret) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey("AES", HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(PURPOSE, 32));
    }
}
