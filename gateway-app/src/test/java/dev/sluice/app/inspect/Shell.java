package dev.sluice.app.inspect;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * What one verb printed.
 *
 * @param out the name of the folder of a test is replaced by {@code FOLDER}
 */
public record Shell(int exitCode, String out, String err) {

    /** Runs a verb. */
    public static Shell run(CommandLine verb, Path folder, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        verb.setCaseInsensitiveEnumValuesAllowed(true);
        verb.setOut(new PrintWriter(out, true));
        verb.setErr(new PrintWriter(err, true));
        int exitCode = verb.execute(arguments);
        return new Shell(exitCode, named(out, folder), named(err, folder));
    }

    /** The same, where another program writes to its standard input. */
    public static Shell pipe(String input, CommandLine verb, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(verb, Path.of("no folder"), arguments);
        } finally {
            System.setIn(before);
        }
    }

    private static String named(StringWriter text, Path folder) {
        return text.toString().replace(folder.toString(), "FOLDER");
    }
}
