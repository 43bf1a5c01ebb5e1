package dev.skein.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The Java files of all modules, for the tests that read source code as text or as trees. */
final class Sources {
    /** The repository: the first directory from here upwards that holds the launcher's build. */
    static final Path ROOT = root();

    private Sources() {}

    /** A parsed file, with what is needed to turn a tree's position into a line. */
    record Parsed(Path file, CompilationUnitTree unit, SourcePositions positions) {
        /** Position after the file's last character. */
        long length() {
            try {
                return unit.getSourceFile().getCharContent(true).length();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    /** Every Java file below any module's {@code src}, sorted. */
    static List<Path> all() {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(Sources::javaBelow)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java files of the node itself, without its tests. */
    static List<Path> main() {
        return javaBelow(ROOT.resolve("proxy/src/main/java")).sorted().toList();
    }

    /** Relative to the repository, with forward slashes: how exceptions are written and messages read. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** Parses without resolving names: fast, and enough to see declarations and statements. */
    static void parse(List<Path> files, Consumer<Parsed> reader) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                reader.accept(new Parsed(Path.of(unit.getSourceFile().toUri()), unit, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("proxy/src/main/java"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
