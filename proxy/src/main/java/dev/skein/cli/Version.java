package dev.skein.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Skein this is; known to the jar only. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    static String line() {
        String version = Version.class.getPackage().getImplementationVersion();
        return "skein " + (version == null ? "(not from a jar)" : version) + ", Java " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
