package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.observe.RecordedRequest;
import dev.sluice.observe.Recordings;
import dev.sluice.route.Explaining.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice trace}: sends one request and says what each stage did, with times. */
@Command(
        name = "trace",
        description = "Send one request through a running gateway and print what each stage did, with times.",
        exitCodeList = {
            "0:there is a response, and the gateway saw the request",
            "1:there is no response, or the gateway did not see the request",
            "2:the command line is wrong"
        },
        footer = {
            "",
            "  sluice trace http://localhost:8080/cart -H 'Host: shop.example.com'",
            "  sluice trace -k https://localhost:8443/ --sni shop.example.com"
        })
public final class TraceCommand extends Verb {

    /** Until the end of the request is known, which may be after the last byte of the response. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Mixin
    private final RequestArguments request = new RequestArguments();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "TEXT",
            description = "Body of the request, whose method is then POST unless another is given.")
    private @Nullable String body;

    @Option(
            names = {"-k", "--insecure"},
            description = "Accept any certificate of the server.")
    private boolean insecure;

    @Mixin
    private final ManagementArguments management = new ManagementArguments();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (default: text).")
    private ExplainCommand.Format format = ExplainCommand.Format.TEXT;

    @Parameters(index = "0", paramLabel = "URL", description = "Such as https://shop.example.com/cart?a=1.")
    private String url = "";

    /**
     * What is printed as JSON.
     *
     * @param request null: the gateway did not see it
     */
    record Report(
            String id,
            TracedCall.Response response,
            @Nullable RecordedRequest request,
            List<Verdict> explained) {}

    @Override
    protected int answer() throws IOException, InterruptedException {
        String otherwise = body == null ? "GET" : "POST";
        var call = new TracedCall(
                target(), request.method(otherwise), request.headers(), body, request.serverName(), insecure);
        refuseMistakes(call);
        var gateway = management.gateway();
        String id = UUID.randomUUID().toString();
        ask(gateway, id);
        TracedCall.Response response = call.send(id);
        var report = new Report(id, response, recorded(gateway, id), request.explain(gateway, otherwise, url, null));
        switch (format) {
            case TEXT -> new TraceText(out()).print(call.method() + " " + url, report);
            case JSON -> out().println(Json.text(report));
        }
        if (report.request() == null) {
            return failed("the gateway at %s did not see the request; is the URL of another gateway or replica?"
                    .formatted(gateway.base()));
        }
        return OK;
    }

    private URI target() {
        try {
            var target = new URI(url);
            if (target.getHost() != null
                    && ("http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme()))) {
                return target;
            }
        } catch (URISyntaxException _) {
            // Reported below.
        }
        throw mistake("URL: %s (expected: http://HOST:PORT/PATH or https://HOST:PORT/PATH)".formatted(url));
    }

    /** Nothing may end the head of the request but its own end. */
    private void refuseMistakes(TracedCall call) {
        if (call.method().isEmpty() || !call.method().chars().allMatch(Character::isLetter)) {
            throw mistake("-X: %s (expected: a method, such as POST)".formatted(call.method()));
        }
        for (String header : call.headers()) {
            if (header.indexOf(':') <= 0 || header.chars().anyMatch(Character::isISOControl)) {
                throw mistake("-H: %s (expected: 'name: value')".formatted(header));
            }
        }
    }

    private static Recordings.Answer ask(Management gateway, String id) throws IOException {
        return gateway.get("/actuator/sluice/trace/" + id, Recordings.Answer.class);
    }

    private static @Nullable RecordedRequest recorded(Management gateway, String id)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Recordings.Answer answer = ask(gateway, id);
        while (!answer.finished() && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            answer = ask(gateway, id);
        }
        return answer.request();
    }
}
