package dev.sluice.app.inspect;

import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How problems are printed. */
enum CheckOutput {

    /** A line each, as compilers write them, and a summary. */
    TEXT {
        @Override
        void print(Inspection found, PrintWriter out) {
            found.problems().forEach(problem -> out.println(problem));
            out.println(summary(found));
            if (found.springFilters() > 0) {
                out.println("not checked here: the factories of SpringFilters, which only a running gateway knows");
            }
        }
    },

    /** One object. */
    JSON {
        @Override
        void print(Inspection found, PrintWriter out) {
            out.println(Json.text(report(found)));
        }
    },

    /** Commands that a GitHub workflow shows at the lines of a change. */
    GITHUB {
        @Override
        void print(Inspection found, PrintWriter out) {
            found.problems().forEach(problem -> out.println(annotation(problem)));
            out.println(summary(found));
        }
    };

    /** What {@link #JSON} prints. */
    record Report(List<Row> problems, long errors, long warnings) {}

    /** A problem; what is not known is null. */
    record Row(
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Integer column,
            String severity,
            @Nullable String object,
            @Nullable String field,
            String cause,
            String remedy) {

        static Row of(Problem problem) {
            ProblemPlace place = ProblemPlace.of(problem);
            return new Row(
                    place.file().isEmpty() ? null : place.file(),
                    place.line() == 0 ? null : place.line(),
                    place.column() == 0 ? null : place.column(),
                    problem.severity().word(),
                    problem.object(),
                    problem.field(),
                    problem.cause(),
                    problem.remedy());
        }
    }

    /** What {@link #JSON} prints of an inspection. */
    static Report report(Inspection found) {
        return new Report(
                found.problems().stream().map(Row::of).toList(),
                found.count(Severity.ERROR),
                found.count(Severity.WARNING));
    }

    abstract void print(Inspection found, PrintWriter out);

    private static String summary(Inspection found) {
        long errors = found.count(Severity.ERROR);
        long warnings = found.count(Severity.WARNING);
        return errors + warnings == 0 ? "no problems" : counted(errors, "error") + ", " + counted(warnings, "warning");
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static String annotation(Problem problem) {
        ProblemPlace place = ProblemPlace.of(problem);
        String properties = Stream.of(
                        property("file", place.file()),
                        place.line() == 0 ? "" : "line=" + place.line(),
                        place.column() == 0 ? "" : "col=" + place.column(),
                        property("title", problem.object()))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(","));
        var message = new Problem(
                        problem.severity(), null, problem.object(), problem.field(), problem.cause(), problem.remedy())
                .line();
        String command = problem.severity() == Severity.NOTE
                ? "notice"
                : problem.severity().word();
        return "::%s%s::%s".formatted(command, properties.isEmpty() ? "" : " " + properties, escaped(message));
    }

    private static String property(String name, @Nullable String value) {
        return value == null || value.isEmpty()
                ? ""
                : name + "=" + escaped(value).replace(":", "%3A").replace(",", "%2C");
    }

    /** Source: toCommandValue and escapeProperty of actions/toolkit. */
    private static String escaped(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }
}
