package dev.skein.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the journals of a directory are as they were written.
 *
 * @param journals one sentence each: {@code a: 42 lines}
 * @param findings what is wrong, in the order of the files
 */
public record Verification(List<String> journals, List<Finding> findings) {

    /** Reads all journals of a node's directory: its own, and the copies of the others'. */
    public static Verification of(Path directory) throws IOException {
        Verification result = new Verification(new ArrayList<>(), new ArrayList<>());
        for (String node : Copies.names(directory)) {
            result.read(directory.resolve(node + ".jsonl"), node, node);
        }
        for (String node : Copies.nodes(directory)) {
            result.read(Copies.path(directory, node), node, node + " (copy)");
        }
        return result;
    }

    private void read(Path path, String node, String title) throws IOException {
        int[] count = {0};
        ChainReader.read(ChainFile.files(path), node, new ChainReader.Sink() {
            @Override
            public void entry(Entry entry, String previous) {
                count[0]++;
            }

            @Override
            public void found(Finding finding) {
                findings.add(finding);
            }
        });
        journals.add(title + ": " + count[0] + " lines");
    }

    /** Whether somebody altered, removed or moved lines. */
    public boolean altered() {
        return findings.stream().anyMatch(Finding::altered);
    }
}
