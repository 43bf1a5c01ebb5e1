package dev.skein.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** A password's hash as files have it: bcrypt, or argon2 in the format of the PHC. Takes its time. Immutable. */
interface PasswordHash {
    /** Whether the password is the one. */
    boolean fits(byte[] password);

    /** Reads one; {@link IllegalArgumentException} with the rule. */
    static PasswordHash parse(String text) {
        if (Bcrypt.FORM.matcher(text).matches()) {
            return new Bcrypt(text.getBytes(StandardCharsets.US_ASCII));
        }
        Matcher argon = Argon2.FORM.matcher(text);
        if (argon.matches()) {
            return Argon2.of(argon);
        }
        throw new IllegalArgumentException("expected: a hash by bcrypt ($2y$...) or argon2 ($argon2id$v=19$...)");
    }

    /** See the interface. */
    record Bcrypt(byte[] hash) implements PasswordHash {
        static final Pattern FORM = Pattern.compile("\\$2[abxy]\\$(0[4-9]|1\\d|2\\d|3[01])\\$[./A-Za-z0-9]{53}");
        /** It looks at no more. */
        private static final int MOST_BYTES = 72;

        @Override
        public boolean fits(byte[] password) {
            byte[] seen = password.length > MOST_BYTES ? Arrays.copyOf(password, MOST_BYTES) : password;
            return BCrypt.verifyer().verify(seen, hash).verified;
        }
    }

    /** See the interface. Bounded, so that a file can't ask for all memory. */
    record Argon2(Argon2Parameters parameters, byte[] hash) implements PasswordHash {
        static final Pattern FORM =
                Pattern.compile("\\$argon2(id|i|d)\\$v=(16|19)\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                        + "\\$([A-Za-z0-9+/]{11,128})\\$([A-Za-z0-9+/]{16,128})");
        private static final int MOST_KIB = 1 << 20;

        static Argon2 of(Matcher form) {
            int type = switch (form.group(1)) {
                case "id" -> Argon2Parameters.ARGON2_id;
                case "i" -> Argon2Parameters.ARGON2_i;
                default -> Argon2Parameters.ARGON2_d;
            };
            int memory = Integer.parseInt(form.group(3));
            if (memory > MOST_KIB) {
                throw new IllegalArgumentException("m=" + memory + " (expected: up to " + MOST_KIB + " KiB)");
            }
            Argon2Parameters parameters = new Argon2Parameters.Builder(type)
                    .withVersion(Integer.parseInt(form.group(2)))
                    .withMemoryAsKB(memory)
                    .withIterations(Math.max(1, Integer.parseInt(form.group(4))))
                    .withParallelism(Math.max(1, Integer.parseInt(form.group(5))))
                    .withSalt(Base64.getDecoder().decode(form.group(6)))
                    .build();
            return new Argon2(parameters, Base64.getDecoder().decode(form.group(7)));
        }

        @Override
        public boolean fits(byte[] password) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            byte[] made = new byte[hash.length];
            generator.generateBytes(password, made);
            return MessageDigest.isEqual(made, hash);
        }
    }
}
