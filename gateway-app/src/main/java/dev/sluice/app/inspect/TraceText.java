package dev.sluice.app.inspect;

import dev.sluice.observe.RecordedRequest;
import dev.sluice.route.Explaining.Verdict;
import dev.sluice.trace.Recording.Attempt;
import dev.sluice.trace.Recording.Connection;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A traced request for people: what the client saw, what the gateway did, and when. */
record TraceText(PrintWriter out) {

    private static final int LABEL = 11;

    /** @param request method and URL */
    void print(String request, TraceCommand.Report report) {
        out.println(request);
        var client = new Columns(out, 2, LABEL);
        TracedCall.Response response = report.response();
        client.print("id", report.id());
        client.print("connected", "to %s after %s".formatted(response.address(), millis(response.connectMicros())));
        if (response.tls() != null) {
            client.print("TLS", "%s after %s".formatted(response.tls(), millis(response.tlsMicros())));
        }
        RecordedRequest recorded = report.request();
        if (recorded != null) {
            gateway(recorded, report.explained());
        }
        client.print(
                "response",
                "%s; first byte after %s, %d bytes after %s"
                        .formatted(
                                response.status(),
                                millis(response.firstByteMicros()),
                                response.bytes(),
                                millis(response.totalMicros())));
    }

    private void gateway(RecordedRequest request, List<Verdict> explained) {
        new Columns(out, 2, LABEL).print("Gateway", request.gateway());
        var columns = new Columns(out, 4, LABEL - 2);
        columns.print("Listener", request.listener().isEmpty() ? "none serves this host" : request.listener());
        columns.print("rule", rule(request));
        String label = "does";
        for (String step : steps(request, explained)) {
            columns.print(label, step);
            label = "";
        }
        print(columns, "check ", request.checks());
        if (!request.attempts().isEmpty()) {
            columns.print("filters", millis(filterMicros(request)));
        }
        print(columns, "attempt ", request.attempts());
        columns.print("answer", answer(request));
    }

    private static String rule(RecordedRequest request) {
        String found = request.rule() < 0 ? "none takes the request" : request.route() + " rule " + request.rule();
        return request.placedMicros() < 0 ? found : found + ", after " + millis(request.placedMicros());
    }

    private static void print(Columns columns, String label, List<Attempt> attempts) {
        int number = 1;
        for (Attempt attempt : attempts) {
            columns.print(label + number, text(attempt));
            number++;
        }
    }

    /** Between the rule and the first attempt, without what an authorizer took. */
    private static long filterMicros(RecordedRequest request) {
        long checks = request.checks().stream().mapToLong(Attempt::tookMicros).sum();
        return Math.max(0, request.attempts().getFirst().beganMicros() - request.placedMicros() - checks);
    }

    /** Of the socket whose Gateway took the request; a mirrored or weighted choice is among them. */
    private static List<String> steps(RecordedRequest request, List<Verdict> explained) {
        return explained.stream()
                .filter(verdict -> verdict.socket().contains(request.gateway()))
                .flatMap(verdict -> verdict.steps().stream())
                .toList();
    }

    private static String text(Attempt attempt) {
        return "%s%s: %s, begun after %s%s"
                .formatted(
                        attempt.backend(),
                        attempt.endpoint() == null ? "" : " at " + attempt.endpoint(),
                        outcome(attempt),
                        millis(attempt.beganMicros()),
                        connection(attempt.connection()));
    }

    private static String connection(@Nullable Connection connection) {
        if (connection == null) {
            return "";
        }
        return switch (connection.source()) {
            case OPENED -> ", new connection after " + millis(connection.tookMicros());
            case KEPT -> ", kept connection after " + millis(connection.tookMicros());
        };
    }

    private static String outcome(Attempt attempt) {
        if (attempt.status() == 0 && attempt.reason() == null) {
            return "given up";
        }
        return "%s after %s"
                .formatted(
                        attempt.reason() == null ? Integer.toString(attempt.status()) : attempt.reason(),
                        millis(attempt.tookMicros()));
    }

    private static String answer(RecordedRequest request) {
        return "%d%s%s; %d bytes, %s in the gateway"
                .formatted(
                        request.status(),
                        request.backend() == null ? "" : " of " + request.backend(),
                        request.reason() == null ? "" : " " + request.reason(),
                        request.bytesSent(),
                        millis(request.micros()));
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }
}
