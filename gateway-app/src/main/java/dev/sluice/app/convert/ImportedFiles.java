package dev.sluice.app.convert;

import dev.sluice.app.inspect.StandardInput;
import dev.sluice.source.file.YamlText;
import dev.sluice.source.file.YamlTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What both kinds of import take and print. */
final class ImportedFiles {

    @Option(
            names = "--gateway",
            paramLabel = "NAME",
            defaultValue = "sluice",
            description = "Name of the Gateway (${DEFAULT-VALUE}).")
    private String gateway = "sluice";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "YAML files, or - for the standard input.")
    private List<String> files = List.of();

    /** Name of the Gateway of the routes. */
    String gateway() {
        return gateway;
    }

    /**
     * The documents of all files.
     *
     * @throws IOException where one cannot be read; the message is for the user
     */
    List<YamlTree> read() throws IOException {
        List<YamlTree> trees = new ArrayList<>();
        for (String file : files) {
            boolean isPiped = file.equals(StandardInput.WORD);
            trees.addAll(YamlTree.read(
                    isPiped ? StandardInput.NAME : file, isPiped ? StandardInput.read(System.in) : text(file)));
        }
        return trees;
    }

    private static String text(String file) throws IOException {
        try (var in = Files.newInputStream(Path.of(file))) {
            return StandardInput.read(in);
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": no such file; name one, or - for the standard input", missing);
        }
    }

    /** Prints YAML and problems. */
    static void print(Conversion conversion, PrintWriter out, PrintWriter err) {
        String before = "";
        for (Object object : conversion.objects()) {
            out.print(before + YamlText.of(copy(object)));
            before = "---\n";
        }
        conversion.problems().forEach(err::println);
        err.flush();
    }

    /** Without parts that are the same object, of which YAML would write an alias. */
    private static Object copy(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, entry) -> copy.put(key, copy(entry)));
                yield copy;
            }
            case List<?> list -> list.stream().map(ImportedFiles::copy).toList();
            default -> value;
        };
    }
}
