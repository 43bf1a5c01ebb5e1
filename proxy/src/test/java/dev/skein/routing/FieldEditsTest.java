package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Ascii;
import dev.skein.routing.FieldEdits.Line;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldEditsTest {

    @Test
    void whatIsRemovedOrSetIsDropped() {
        FieldEdits edits =
                FieldEdits.of(List.of("Server", "x-old", "SERVER"), List.of(line("X-Set")), List.of(line("X-Add")));
        assertThat(List.of("server", "SERVER", "X-Old", "x-set")).allMatch(name -> drops(edits, name));
        assertThat(List.of("x-add", "serves", "x-oldx", "x-ol", "y-old", "", "X"))
                .noneMatch(name -> drops(edits, name));
        assertThat(edits.isEmpty()).isFalse();
    }

    /** Somebody said yes to X-Tenant, and the server took X_Tenant. */
    @Test
    void ofWhatWasShownNoOtherSpellingGoesOn() {
        FieldEdits edits = FieldEdits.of(List.of("x-old"), List.of(), List.of())
                .showing(List.of("X-Tenant-Id", "Accept", "x_odd", "X-Both", "X_Both"));
        assertThat(List.of("X_Tenant_Id", "x-tenant_ID", "x-odd", "x_old")).allMatch(name -> drops(edits, name));
        assertThat(List.of("X-TENANT-ID", "accept", "X_Odd", "x-both", "x_both", "x-tenant", "x-tenant-ip"))
                .noneMatch(name -> drops(edits, name));
        assertThat(List.of("x_tenant_id", "x-tenant-id", "Accept")).allMatch(name -> shows(edits, name));
        assertThat(List.of("x-old", "x-tenant", "x-tenant-ip")).noneMatch(name -> shows(edits, name));
        assertThat(FieldEdits.NONE.showing(List.of("a")).isEmpty()).isFalse();
    }

    @Test
    void whatIsSetIsWrittenBeforeWhatIsAdded() {
        FieldEdits edits = FieldEdits.of(
                List.of("X-Add"), List.of(line("X-Set")), List.of(line("X-Add"), line("X-Add"), line("X-Set")));
        assertThat(edits.additions()).isEqualTo(4);
        assertThat(edits.additionName(0)).asString().isEqualTo("X-Set");
        assertThat(edits.additionName(1)).asString().isEqualTo("X-Add");
        assertThat(edits.additionName(3)).asString().isEqualTo("X-Set");
        assertThat(edits.additionValue(3)).hasToString("value of X-Set");
    }

    @Test
    void noEditsChangeNothing() {
        assertThat(FieldEdits.NONE.isEmpty()).isTrue();
        assertThat(drops(FieldEdits.NONE, "server")).isFalse();
        assertThat(FieldEdits.NONE.additions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "TRANSFER-ENCODING",
                "connection",
                "Upgrade",
                "TE",
                "Trailer",
                "Keep-Alive",
                "Expect",
                "Host",
                "",
                "a b",
                "a:",
                ":path",
                "é",
                "a\r\n"
            })
    void fieldsThatFrameAndNamesThatAreNoneAreRefused(String name) {
        assertThatThrownBy(() -> FieldEdits.of(List.of(name), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("remove: " + name + " (expected: ");
        assertThatThrownBy(() -> FieldEdits.of(List.of(), List.of(line(name)), List.of()))
                .hasMessageStartingWith("set: " + name + " (expected: ");
        assertThatThrownBy(() -> FieldEdits.of(List.of(), List.of(), List.of(line(name))))
                .hasMessageStartingWith("add: " + name + " (expected: ");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> FieldEdits.of(List.of("x-a"), List.of(line("X-A")), List.of()))
                .hasMessageStartingWith("set: X-A (expected: ");
        assertThatThrownBy(() -> FieldEdits.of(List.of(), List.of(line("x-a"), line("X-A")), List.of()))
                .hasMessageStartingWith("set: X-A (expected: ");
    }

    private static Line line(String name) {
        return new Line(name, Template.compile("value of " + name.replaceAll("[\r\n]", "")));
    }

    private static boolean drops(FieldEdits edits, String name) {
        byte[] bytes = Ascii.bytes("\n" + name + ":");
        return edits.drops(bytes, 1, 1 + name.length());
    }

    private static boolean shows(FieldEdits edits, String name) {
        byte[] bytes = Ascii.bytes("\n" + name + ":");
        return edits.shows(bytes, 1, 1 + name.length());
    }
}
