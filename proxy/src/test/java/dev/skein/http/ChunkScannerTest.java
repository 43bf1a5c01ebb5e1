package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http.ChunkReader.Read;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §7.1, read in one piece and in every way it can be cut. */
class ChunkScannerTest {
    private static final int MAX_PIECE = 9;

    @Test
    void rfc9112Section7_1ChunksGiveTheirPayload() {
        Read read = next("4\r\nWiki\r\n6\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\n\r\nGET");
        assertThat(read.payload()).isEqualTo("Wikipedia in \r\n\r\nchunks.");
        assertThat(read.end()).isEqualTo(ChunkScanner.END);
        assertThat(read.rest()).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000a", "A", "a", "00000000000000a"})
    void rfc9112Section7_1SizesAreHexadecimalInEitherCaseWithLeadingZeros(String size) {
        assertThat(next(size + "\r\n0123456789\r\n0\r\n\r\n").payload()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                " 5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello!\r\n",
                "5\r\nhello\r\r\n",
                "5\r\rhello",
                "0\n\r\n",
                "0\r\n\n",
                "0\r\n\r0",
                "-5\r\nhello\r\n",
                "+5\r\nhello\r\n",
                "0x5\r\nhello\r\n",
                "5h\r\nhello\r\n",
                "5_0\r\n",
                "g\r\n",
                "0000000000000005\r\nhello\r\n",
                "ffffffffffffffff\r\n",
                "10000000000000000\r\n",
                "5;\r\nhello\r\n",
                "5;a=\r\nhello\r\n",
                "5;a=b \r\nhello\r\n",
                "5 a\r\nhello\r\n",
                "5;a b\r\nhello\r\n",
                "5;=b\r\nhello\r\n",
                "5;a=\"b\r\nhello\r\n",
                "5;a=\"b\"c\r\nhello\r\n",
                "5;a=\"\\\r\nhello\r\n",
                "5;a=\"\\\u0000\"\r\nhello\r\n",
                "5;a=b\nhello\r\n",
                "5;a=\u0001\r\nhello\r\n",
                "5;\u00e9\r\nhello\r\n",
                "0\r\nA: b\n\r\n",
                "0\r\nA b\r\n\r\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\n: b\r\n\r\n",
                "0\r\nA: b\r\n c\r\n\r\n",
                "0\r\n A: b\r\n\r\n",
                "0\r\nA: \u0000\r\n\r\n",
                "0\r\nA: \u007f\r\n\r\n",
                "0\r\nA: b\rc\r\n\r\n",
            })
    void whateverBreaksTheGrammarIsMalformedHoweverItIsCut(String body) {
        for (int seed = 0; seed < 20; seed++) {
            Read read = ChunkReader.mixed(pieces(body, seed));
            assertThat(read.end()).as(body).isEqualTo(ChunkScanner.MALFORMED);
            assertThat(read.reason()).isNotEmpty();
            assertThat(ChunkReader.next(pieces(body, seed)).end()).isEqualTo(ChunkScanner.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";a",
                ";a=b",
                ";a=\"b;c\r\"",
                " ;a",
                "\t; a",
                ";a =b",
                ";a= b",
                ";a = \"x\\\"y\" ; b",
                ";a;b;c=d",
                ";a=\"\""
            })
    void rfc9112Section7_1_1ExtensionsAreReadAndDropped(String extension) {
        String text = extension.replace("\r", "");
        Read read = ChunkReader.mixed(List.of("5" + text + "\r\nhello\r\n0" + text + "\r\n\r\n"));
        assertThat(read.end()).as(read.reason()).isEqualTo(ChunkScanner.END);
        assertThat(read.payload()).isEqualTo("hello");
    }

    @Test
    void extensionsAreBoundedOverTheWholeBody() {
        String chunk = "1;" + "x".repeat(500) + "\r\na\r\n";
        assertThat(next(chunk.repeat(8) + "0\r\n\r\n").end()).isEqualTo(ChunkScanner.END);
        Read read = next(chunk.repeat(9) + "0\r\n\r\n");
        assertThat(read.end()).isEqualTo(ChunkScanner.MALFORMED);
        assertThat(read.reason()).isEqualTo("chunk: extensions too large");
        assertThat(next("0;" + "x".repeat(4095) + "\r\n\r\n").end()).isEqualTo(ChunkScanner.END);
        assertThat(next("0;" + "x".repeat(4096) + "\r\n\r\n").end()).isEqualTo(ChunkScanner.MALFORMED);
    }

    @Test
    void rawScanGoesOnBehindAChunkThatWasReadTheOtherWay() {
        ByteBuf in = ChunkReader.buffer("5;a\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n");
        ChunkScanner scanner = ChunkScanner.forResponses();
        assertThat(scanner.scanRaw(in)).isZero();
        assertThat(scanner.next(in)).isEqualTo(ChunkScanner.DATA);
        in.skipBytes(scanner.dataLength());
        assertThat(scanner.scanRaw(in)).isEqualTo("3\r\nabc\r\n0\r\n\r\n".length());
        assertThat(in.getByte(in.readerIndex())).isEqualTo((byte) '3');
        assertThat(scanner.finished()).isTrue();
    }

    @Test
    void rfc9112Section7_1_2TrailersAreReportedAndForbiddenOnesSkipped() {
        Read read =
                next("0\r\ngrpc-status: 0\r\nContent-Length: 5\r\nX-Checksum:\t ab c \t\r\nhOST: x\r\nEmpty:\r\n\r\n");
        assertThat(read.end()).isEqualTo(ChunkScanner.END);
        assertThat(read.trailers()).containsExactly("grpc-status=0", "X-Checksum=ab c", "Empty=");
    }

    @Test
    void trailersAreBoundedInBytesAndInNumber() {
        assertThat(next("0\r\nA: " + "x".repeat(8189) + "\r\n\r\n").end()).isEqualTo(ChunkScanner.END);
        assertThat(next("0\r\nA: " + "x".repeat(8190) + "\r\n\r\n").reason()).isEqualTo("trailer: section too large");
        assertThat(next("0\r\n" + "A: b\r\n".repeat(64) + "\r\n").trailers()).hasSize(64);
        assertThat(next("0\r\n" + "Host: b\r\n".repeat(65) + "\r\n").reason()).isEqualTo("trailer: too many fields");
    }

    @Test
    void aMalformedBodyIsTheFaultOfItsSender() {
        assertThat(ChunkScanner.forRequests().failure()).isEqualTo(Failure.BAD_REQUEST);
        assertThat(ChunkScanner.forResponses().failure()).isEqualTo(Failure.BAD_RESPONSE);
    }

    @Test
    void rawScanTakesAPlainBodyWholeAndLeavesWhatFollows() {
        ByteBuf in = ChunkReader.buffer("5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\nHTTP/1.1");
        ChunkScanner scanner = ChunkScanner.forResponses();
        assertThat(scanner.scanRaw(in)).isEqualTo(in.readableBytes() - 8);
        assertThat(scanner.finished()).isTrue();
        assertThat(scanner.payloadBytes()).isEqualTo(15);
        assertThat(scanner.scanRaw(in)).isZero();
    }

    @Test
    void rawScanStopsBeforeAnExtensionATrailerAndAnIncompleteLine() {
        for (String stop : List.of("5;a\r\nhello\r\n", "0\r\nA: b\r\n\r\n", "0\r\n", "0\r\n\r", "5", "5\r", "5\n")) {
            ChunkScanner scanner = ChunkScanner.forResponses();
            assertThat(scanner.scanRaw(ChunkReader.buffer("3\r\nabc\r\n" + stop)))
                    .as(stop)
                    .isEqualTo(8);
            assertThat(scanner.finished()).isFalse();
        }
    }

    @Test
    void aReusedScannerRemembersNothing() {
        ChunkScanner scanner = ChunkScanner.forRequests();
        scanner.next(ChunkReader.buffer("zz"));
        scanner.reset();
        assertThat(scanner.reason()).isEmpty();
        assertThat(scanner.scanRaw(ChunkReader.buffer("1\r\na\r\n0\r\n\r\n"))).isEqualTo(11);
        assertThat(scanner.payloadBytes()).isOne();
    }

    @Test
    void anyCutOfAnyBodyReadsAlikeBothWays() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            StringBuilder payload = new StringBuilder();
            String body = randomBody(random, payload);
            List<String> pieces = pieces(body + "NEXT", round);
            for (Read read : List.of(ChunkReader.next(pieces), ChunkReader.mixed(pieces))) {
                assertThat(read.end()).as(read.reason()).isEqualTo(ChunkScanner.END);
                assertThat(read.payload()).isEqualTo(payload.toString());
                assertThat(read.rest()).isEqualTo("NEXT");
            }
        }
    }

    @Test
    void scanningAllocatesNothing() {
        ChunkScanner scanner = ChunkScanner.forResponses();
        ByteBuf in = ChunkReader.buffer("400\r\n" + "x".repeat(1024) + "\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n");
        Allocation.assertNone(() -> {
            scanner.reset();
            in.readerIndex(0);
            in.skipBytes(scanner.scanRaw(in));
            while (!scanner.finished()) {
                if (scanner.next(in) == ChunkScanner.DATA) {
                    in.skipBytes(scanner.dataLength());
                }
            }
        });
    }

    private static String randomBody(Random random, StringBuilder payload) {
        StringBuilder body = new StringBuilder();
        for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
            String piece = "0\r\n;a".repeat(1 + random.nextInt(8)).substring(random.nextInt(5));
            payload.append(piece);
            String size = random.nextBoolean() ? "%x" : "%04X";
            body.append(size.formatted(piece.length())).append(random.nextInt(4) == 0 ? ";x=\"\\\"y\"" : "");
            body.append("\r\n").append(piece).append("\r\n");
        }
        body.append("0\r\n").append(random.nextInt(3) == 0 ? "T: u\r\nHost: v\r\n" : "");
        return body.append("\r\n").toString();
    }

    private static List<String> pieces(String text, int seed) {
        Random random = new Random(seed);
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 1 + random.nextInt(seed % 5 == 0 ? text.length() : MAX_PIECE));
            pieces.add(text.substring(at, to));
            at = to;
        }
        return pieces;
    }

    private static Read next(String body) {
        return ChunkReader.next(List.of(body));
    }
}
