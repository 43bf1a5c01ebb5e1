package dev.skein.rollout;

import dev.skein.config.Loaded;
import dev.skein.config.SettingsDifference;
import dev.skein.revision.Bundle;
import dev.skein.revision.OwnFile;
import dev.skein.revision.OwnFile.Standing;
import dev.skein.revision.Revision;
import dev.skein.telemetry.EventKind;
import java.io.IOException;

/** Notices when the node's own file asks for something else than what rules. Confined to one thread. */
final class FileNews {
    private final Revisions.Told told;
    private final Revisions.Node node;
    private final Switch force;
    private OwnFile seen = OwnFile.UNKNOWN;

    FileNews(Revisions.Told told, Revisions.Node node, Switch force) {
        this.told = told;
        this.node = node;
        this.force = force;
    }

    /** Has the journal tell of a candidate; whether the file is another one than at the last look. */
    boolean look(boolean whenEqual) throws IOException {
        Configuration.Own own = node.configuration().own();
        Switch.State state = force.state();
        Standing standing = state.standing(own);
        if (standing == Standing.IN_FORCE) {
            force.fileIsInForce();
        }
        if (own.hashes().equals(seen)) {
            return false;
        }
        seen = own.hashes();
        Revision now = state.revision();
        if (standing == Standing.CANDIDATE && now != null) {
            String how = whenEqual
                    ? "committed once the files of all live nodes ask for the same, or by skein apply"
                    : "committed by skein apply";
            told.journal()
                    .add(
                            EventKind.CONFIGURATION_CANDIDATE,
                            told.id(),
                            "waits beside revision " + now + ": " + difference(own) + "; " + how);
        }
        return true;
    }

    private String difference(Configuration.Own own) {
        Loaded would = node.configuration()
                .trial(new Bundle(own.texts().files()), own.texts().label());
        return would instanceof Loaded.Valid valid
                ? SettingsDifference.between(node.settings().get(), valid.settings())
                        .toString()
                : Configuration.problems(would).toString();
    }
}
