import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks or applies the format of every Java source below a directory: {@code Format (check|apply) <directory>}.
 *
 * <p>A program of its own because the formatter parses with the JDK it runs on, and Maven may run on an older one than
 * the sources are written for.
 */
class Format {

    /** The formatter does not know {@code import module}; without this rule it fails with a riddle. */
    private static final Pattern MODULE_IMPORT = Pattern.compile("^\\s*import\\s+module\\s", Pattern.MULTILINE);

    private static final int LONGEST = 120;

    private static final Pattern LONG_LINE_OF_JAVADOC =
            Pattern.compile("^(?=.{" + (LONGEST + 1) + ",}$)( *)/\\*\\* (.*) \\*/$", Pattern.MULTILINE);

    /** A line within Javadoc of several lines: what stands before its text, and the text. */
    private static final Pattern COMMENT = Pattern.compile("(\\s+\\* +)(\\S.*)");

    /** Text that does not go on with the line before it. */
    private static final Pattern BEGINS = Pattern.compile("^(@|</?(p|ul|ol|li|pre|table|tr|h\\d)\\b|/)");

    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    public static void main(String[] args) throws IOException {
        boolean apply = switch (args[0]) {
            case "apply" -> true;
            case "check" -> false;
            default -> throw new IllegalArgumentException("mode: " + args[0] + " (expected: check or apply)");
        };
        Path root = Path.of(args[1]).toRealPath();
        List<Path> sources = sourcesBelow(root);
        List<String> faults = sources.parallelStream()
                .map(source -> visit(root, source, apply))
                .flatMap(Optional::stream)
                .toList();
        System.out.printf("Format: %d of %d Java files at fault%n", faults.size(), sources.size());
        faults.forEach(fault -> System.out.println("  " + fault));
        if (!faults.isEmpty()) {
            System.out.println("To format them: mvn -pl build-tools/format validate -Dformat=apply");
            System.exit(1);
        }
    }

    private static List<Path> sourcesBelow(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped = !directory.equals(root) && (isHidden(directory) || isBuilt(directory));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources.stream().sorted().toList();
    }

    private static boolean isHidden(Path directory) {
        return directory.getFileName().toString().startsWith(".");
    }

    /** Maven's own {@code target}, not a package of that name. */
    private static boolean isBuilt(Path directory) {
        return directory.endsWith("target") && Files.exists(directory.resolveSibling("pom.xml"));
    }

    /** Returns what is wrong with the file and stays so; an applied format is no fault any more. */
    private static Optional<String> visit(Path root, Path source, boolean apply) {
        Path shown = root.relativize(source);
        try {
            String text = Files.readString(source);
            if (MODULE_IMPORT.matcher(text).find()) {
                return Optional.of(shown + ": imports a module; import the classes");
            }
            String ordered = ImportOrderer.reorderImports(text, Style.PALANTIR);
            String formatted = FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
            String wrapped = wrapComments(formatted);
            if (wrapped.equals(text)) {
                return Optional.empty();
            }
            if (apply) {
                Files.writeString(source, wrapped);
                System.out.println("formatted " + shown);
                return Optional.empty();
            }
            return Optional.of(shown + ":" + firstDifference(text, wrapped) + ": not formatted");
        } catch (FormatterException | IOException e) {
            return Optional.of(shown + ": " + e.getMessage());
        }
    }

    /**
     * Moves the words beyond column {@value #LONGEST} of a line of Javadoc to its next line, or to a new one before a
     * line that begins something else. The formatter leaves comments as they are.
     */
    private static String wrapComments(String text) {
        StringBuilder wrapped = new StringBuilder();
        String overflow = "";
        String before = "";
        for (String line : LONG_LINE_OF_JAVADOC
                .matcher(text)
                .replaceAll("$1/**\n$1 * $2\n$1 */")
                .split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            boolean isComment = comment.matches();
            if (!overflow.isEmpty()) {
                if (isComment && !BEGINS.matcher(comment.group(2)).find()) {
                    line = comment.group(1) + overflow + " " + comment.group(2).strip();
                } else {
                    wrapped.append(before).append(overflow).append('\n');
                }
                overflow = "";
                comment = COMMENT.matcher(line);
                isComment = comment.matches();
            }
            int cut = isComment && line.length() > LONGEST ? lastBreak(line) : -1;
            if (cut > line.length() - line.stripLeading().length() + 2) {
                before = comment.group(1) + (comment.group(2).startsWith("@") ? "    " : "");
                overflow = line.substring(cut + 1);
                line = line.substring(0, cut);
            }
            wrapped.append(line).append('\n');
        }
        return wrapped.deleteCharAt(wrapped.length() - 1).toString();
    }

    /**
     * The last space up to column {@value #LONGEST} that is not within an inline tag: some of their readers want one
     * line.
     */
    private static int lastBreak(String line) {
        int space = line.lastIndexOf(' ', LONGEST);
        int tag = line.lastIndexOf("{@", space);
        boolean isWithin = tag >= 0 && line.indexOf('}', tag) > space;
        return isWithin ? tag - 1 : space;
    }

    /** The first line, counted from 1, that the formatter would change. */
    private static int firstDifference(String text, String formatted) {
        List<String> before = text.lines().toList();
        List<String> after = formatted.lines().toList();
        int line = 0;
        while (line < before.size() && line < after.size() && before.get(line).equals(after.get(line))) {
            line++;
        }
        return line + 1;
    }
}
