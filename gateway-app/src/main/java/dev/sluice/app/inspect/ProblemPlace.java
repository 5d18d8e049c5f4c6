package dev.sluice.app.inspect;

import dev.sluice.source.Problem;
import java.util.Comparator;
import java.util.Objects;

/**
 * The parts of {@code file:line:column}.
 *
 * @param file as the user named it; empty where there is none
 * @param line from 1; 0: the whole file
 * @param column from 1; 0: the whole line
 */
record ProblemPlace(String file, int line, int column) {

    /** By file, line and column; those that say the same place stay as they are. */
    static final Comparator<Problem> ORDER = Comparator.comparing(
            ProblemPlace::of,
            Comparator.comparing(ProblemPlace::file)
                    .thenComparingInt(ProblemPlace::line)
                    .thenComparingInt(ProblemPlace::column));

    /** Of a problem; of a folder there is only the name. */
    static ProblemPlace of(Problem problem) {
        String location = Objects.requireNonNullElse(problem.location(), "");
        int last = location.lastIndexOf(':');
        int first = last < 0 ? -1 : location.lastIndexOf(':', last - 1);
        return first < 0 || !isNumber(location, first + 1, last) || !isNumber(location, last + 1, location.length())
                ? new ProblemPlace(location, 0, 0)
                : new ProblemPlace(
                        location.substring(0, first),
                        Integer.parseInt(location, first + 1, last, 10),
                        Integer.parseInt(location, last + 1, location.length(), 10));
    }

    private static boolean isNumber(String text, int from, int to) {
        return from < to && to - from < 10 && text.substring(from, to).chars().allMatch(it -> it >= '0' && it <= '9');
    }
}
