package dev.skein.grid;

import com.hazelcast.instance.BuildInfoProvider;
import dev.skein.cluster.GridName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which grid this node can be a member of: by the library that is there, not by the one it was compiled with. */
final class GridVersion {
    /** Of what we put into it. Anything that older nodes could not bear makes it grow. */
    static final int SCHEMA = 1;

    private static final Pattern MINOR = Pattern.compile("(\\d+\\.\\d+)(\\D.*)?");

    private GridVersion() {}

    /** This node's own. */
    static GridName own() {
        return new GridName(minor(BuildInfoProvider.getBuildInfo().getVersion()), SCHEMA);
    }

    static String minor(String version) {
        Matcher matcher = MINOR.matcher(version);
        if (!matcher.matches()) {
            throw new IllegalStateException("Hazelcast has version '" + version + "' (expected: 5.7.0 or the like)");
        }
        return matcher.group(1);
    }
}
