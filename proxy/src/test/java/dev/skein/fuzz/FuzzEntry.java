package dev.skein.fuzz;

/** Where the fuzzer begins: {@code --target_class=dev.skein.fuzz.FuzzEntry --target_args=REQUEST_HEAD}. */
public final class FuzzEntry {
    private static Target target = Target.REQUEST_HEAD;

    private FuzzEntry() {}

    /** Called once by the fuzzer. */
    public static void fuzzerInitialize(String[] arguments) {
        target = Target.valueOf(arguments[0]);
    }

    /** Called by the fuzzer again and again. */
    public static void fuzzerTestOneInput(byte[] data) {
        target.run(data);
    }
}
