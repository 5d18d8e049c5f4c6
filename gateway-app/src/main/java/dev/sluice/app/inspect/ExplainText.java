package dev.sluice.app.inspect;

import dev.sluice.route.Explaining.Match;
import dev.sluice.route.Explaining.Verdict;
import java.io.PrintWriter;
import java.util.List;

/**
 * Verdicts for people: what takes the request and what it does, or what is nearest.
 *
 * @param all whether every match that was looked at is shown
 */
record ExplainText(PrintWriter out, boolean all) {

    private static final String TAKEN = "TAKEN";
    private static final int NEAREST = 3;

    /** Whether a rule takes the request. */
    static boolean isTaken(Verdict verdict) {
        return verdict.matches().stream().anyMatch(ExplainText::isTaken);
    }

    private static boolean isTaken(Match match) {
        return match.outcome().equals(TAKEN);
    }

    /** @param request method and URL */
    void print(String request, List<Verdict> verdicts) {
        out.println(request);
        verdicts.forEach(this::print);
    }

    private void print(Verdict verdict) {
        var section = new Columns(out, 2, 0);
        if (verdict.socket().isEmpty()) {
            section.print("", verdict.result());
            return;
        }
        section.print("", verdict.socket().startsWith("Service ") ? verdict.socket() : "Gateway " + verdict.socket());
        var columns = new Columns(out, 4, 10);
        List<Match> taken =
                verdict.matches().stream().filter(ExplainText::isTaken).toList();
        if (taken.isEmpty()) {
            columns.print("answer", verdict.result());
        }
        taken.forEach(match -> columns.print("taken by", match.rule() + ": " + match.match()));
        String label = "does";
        for (String step : verdict.steps()) {
            columns.print(label, step);
            label = "";
        }
        label = "Listener";
        for (String listener : verdict.listeners()) {
            columns.print(label, listener);
            label = "";
        }
        others(verdict, columns, taken.isEmpty() ? "nearest" : "next");
    }

    private void others(Verdict verdict, Columns columns, String first) {
        List<Match> others =
                verdict.matches().stream().filter(match -> !isTaken(match)).toList();
        String label = first;
        for (Match match : others.subList(0, all ? others.size() : Math.min(NEAREST, others.size()))) {
            columns.print(label, match.rule() + ": " + match.match());
            columns.print("", match.reason());
            label = "";
        }
        int more = verdict.omitted() + (all ? 0 : Math.max(0, others.size() - NEAREST));
        if (more > 0) {
            columns.print("", "and %d more; --all shows the nearest 50".formatted(more));
        }
    }
}
