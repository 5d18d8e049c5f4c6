package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.route.Explaining;
import dev.sluice.route.Explaining.Verdict;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice explain}: which rule a request takes, and why not another. */
@Command(
        name = "explain",
        description = "Say which rule a request takes and what it does, or which rule is nearest and what does not"
                + " match.",
        exitCodeList = {
            "0:a rule takes the request",
            "1:none does, or there is no answer",
            "2:the command line is wrong"
        },
        customSynopsis = {
            "sluice explain [OPTION]... URL FOLDER...",
            "       sluice explain [OPTION]... URL --management HOST:PORT"
        })
public final class ExplainCommand extends Verb {

    private static final String GET = "GET";

    @Mixin
    private final InputArguments input = new InputArguments();

    @Mixin
    private final RequestArguments request = new RequestArguments();

    @Option(
            names = "--from",
            paramLabel = "NAMESPACE",
            description = "Of the pod that sends the request to a Service of the mesh.")
    private @Nullable String from;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (default: text).")
    private Format format = Format.TEXT;

    @Option(names = "--all", description = "Show every match that was looked at, not only the nearest.")
    private boolean all;

    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "Such as https://shop.example.com/cart?a=1, or tls://HOST:PORT, tcp://HOST:PORT,"
                    + " udp://HOST:PORT.")
    private String url = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FOLDER", description = InputArguments.FOLDERS)
    private List<String> folders = List.of();

    /** How a verdict is printed. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    protected int answer() throws IOException {
        List<Verdict> verdicts = input.ask(this, folders, this::offline, this::running);
        switch (format) {
            case TEXT -> new ExplainText(out(), all).print(request.method(GET) + " " + url, verdicts);
            case JSON -> out().println(Json.text(verdicts));
        }
        return verdicts.stream().anyMatch(ExplainText::isTaken) ? OK : FAILED;
    }

    private List<Verdict> offline(Inspection inspection) throws IOException {
        try {
            return Explaining.explain(
                    inspection.state().config(), inspection.table(), request.question(GET, url, from));
        } catch (IllegalArgumentException noUrl) {
            throw new IOException(noUrl.getMessage(), noUrl);
        }
    }

    private List<Verdict> running(Management gateway) throws IOException {
        return request.explain(gateway, GET, url, from);
    }
}
