package dev.sluice.app.inspect;

import dev.sluice.route.Explaining.Question;
import dev.sluice.route.Explaining.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The request that a verb is about, in the words of curl. */
final class RequestArguments {

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "Of the request (default: GET).")
    private @Nullable String method;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "HEADER",
            description = "'name: value'; may be given several times. Host takes the place of the URL's.")
    private List<String> headers = List.of();

    @Option(names = "--sni", paramLabel = "NAME", description = "Server name of TLS (default: the host of the URL).")
    private @Nullable String serverName;

    /** @param otherwise where none is given */
    String method(String otherwise) {
        return method == null ? otherwise : method;
    }

    /** Each {@code name: value}, as it was given. */
    List<String> headers() {
        return headers;
    }

    @Nullable
    String serverName() {
        return serverName;
    }

    /** What is asked of folders. */
    Question question(String otherwise, String url, @Nullable String from) {
        return new Question(method(otherwise), url, headers, serverName, from);
    }

    /** What a running gateway says to the same question. */
    List<Verdict> explain(Management gateway, String otherwise, String url, @Nullable String from) throws IOException {
        String query = Stream.of(
                        Stream.of("method=" + Management.encoded(method(otherwise)), "url=" + Management.encoded(url)),
                        headers.stream().map(header -> "header=" + Management.encoded(header)),
                        Stream.ofNullable(serverName).map(name -> "sni=" + Management.encoded(name)),
                        Stream.ofNullable(from).map(name -> "from=" + Management.encoded(name)))
                .flatMap(part -> part)
                .collect(Collectors.joining("&"));
        return List.of(gateway.get("/actuator/sluice/explain?" + query, Verdict[].class));
    }
}
