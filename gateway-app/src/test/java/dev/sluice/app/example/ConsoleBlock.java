package dev.sluice.app.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A block of a document that shows a terminal: {@code ```console}.
 *
 * @param lines as they stand there
 */
record ConsoleBlock(List<String> lines) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
    private static final String PROMPT = "$ ";

    /** Those of a file, in order. */
    static List<ConsoleBlock> of(Path file) throws IOException {
        return BLOCK.matcher(Files.readString(file))
                .results()
                .map((MatchResult block) ->
                        new ConsoleBlock(block.group(1).lines().toList()))
                .toList();
    }

    /** Its commands, in order; none where it shows what a running program prints. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            if (!lines.get(i).startsWith(PROMPT)) {
                i++;
                continue;
            }
            StringBuilder text = new StringBuilder(lines.get(i++).substring(PROMPT.length()));
            while (text.charAt(text.length() - 1) == '\\') {
                text.append('\n').append(lines.get(i++));
            }
            int first = i;
            while (i < lines.size() && !lines.get(i).startsWith(PROMPT)) {
                i++;
            }
            commands.add(new Command(text.toString(), lines.subList(first, i)));
        }
        return commands;
    }

    /**
     * A command and what it prints.
     *
     * @param text for a shell; several lines where they end with a backslash
     */
    record Command(String text, List<String> output) {

        @Override
        public String toString() {
            return text;
        }
    }
}
