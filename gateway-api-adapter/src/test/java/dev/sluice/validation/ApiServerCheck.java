package dev.sluice.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks an API server about each object of the corpus, as a dry run with strict field validation. It runs on demand, by
 * {@code conformance/admission/run}.
 */
class ApiServerCheck {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where {@code kubectl proxy} listens. */
    private static final String SERVER = Objects.requireNonNull(System.getProperty("admission.server"));

    /** Version and channel of the CRDs. */
    private static final String INSTALLED = System.getProperty("admission.installed", Elsewhere.REFERENCE);

    private static final boolean IS_REFERENCE = INSTALLED.equals(Elsewhere.REFERENCE);
    private static final Set<String> OTHER_VERDICT = Elsewhere.in(INSTALLED);

    private static final String NAMESPACE = Objects.requireNonNull(System.getProperty("admission.namespace"));
    private static final Set<String> WITHOUT_NAMESPACE = Set.of("GatewayClass", "Namespace");
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;
    private static final Set<Integer> REJECTED = Set.of(400, 404, 422);

    private final List<String> differences = new ArrayList<>();
    private int lacking;
    private int compared;

    /**
     * What it says.
     *
     * @param body the object with its defaults, or a Status; missing where no JSON came
     */
    private record Answer(int status, JsonNode body) {}

    @Test
    void apiServerSaysWhatIsRecorded() throws IOException, InterruptedException {
        List<Sample> samples = Corpus.samples();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (Sample sample : samples) {
                compare(sample, ask(client, sample.object()));
            }
        }
        assertThat(differences).as("of %d objects", samples.size()).isEmpty();
        // Otherwise nothing would be compared where no CRD is installed.
        assertThat(compared).isGreaterThan(IS_REFERENCE ? -1 : samples.size() / 2);
        assertThat(lacking).isLessThan(samples.size() / 2);
    }

    private static Answer ask(HttpClient client, ObjectNode object) throws IOException, InterruptedException {
        URI address = URI.create(SERVER + path(object) + "?dryRun=All&fieldValidation=Strict");
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(object.toString(), UTF_8))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
        String body = response.body();
        return new Answer(
                response.statusCode(), body.startsWith("{") ? JSON.readTree(body) : MissingNode.getInstance());
    }

    private static String path(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString();
        String kind = object.path("kind").asString();
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        return (apiVersion.contains("/") ? "/apis/" : "/api/")
                + apiVersion
                + (WITHOUT_NAMESPACE.contains(kind) ? "/" : "/namespaces/" + NAMESPACE + "/")
                + plural.replace("cys", "cies").replace("sss", "sses").replace("rss", "rs");
    }

    private void compare(Sample sample, Answer answer) {
        String said = answer.status() + " " + answer.body().path("message").asString("");
        boolean accepted = answer.status() == CREATED;
        boolean expected = sample.there().accepted() != OTHER_VERDICT.contains(sample.name());
        if (!accepted && !REJECTED.contains(answer.status())) {
            differences.add(sample + ": no verdict: " + said);
        } else if (lacksIt(answer)) {
            lacking++;
        } else if (accepted != expected) {
            differences.add(sample + ": " + said);
        } else if (!IS_REFERENCE) {
            // Where it rejects, it may name other fields; what it fills in is compared with the reference.
            compared++;
        } else if (!accepted && !names(answer.body(), sample.there().field())) {
            differences.add(sample + ": another field than " + sample.there().field() + ": " + said);
        } else if (accepted && sample.here().accepted()) {
            compareDefaults(sample, answer.body());
        }
    }

    /** Other CRDs have not got every kind, version and field. */
    private static boolean lacksIt(Answer answer) {
        return !IS_REFERENCE
                && (answer.status() == NOT_FOUND
                        || answer.body().path("message").asString("").contains("unknown field"));
    }

    /** Of Gateway API's kinds the whole spec; the API server fills in more of Kubernetes' own than Sluice reads. */
    private void compareDefaults(Sample sample, JsonNode stored) {
        sample.defaults().forEach((path, value) -> {
            JsonNode filledIn = TreePath.parse(path).in(stored);
            if (!filledIn.equals(value)) {
                differences.add(sample + ": " + path + " becomes " + filledIn);
            }
        });
        ObjectNode here = sample.object().deepCopy();
        Admission.review(here);
        boolean custom = here.path("apiVersion").asString().startsWith("gateway.");
        if (custom && !here.path("spec").equals(stored.path("spec"))) {
            differences.add(sample + ": spec becomes " + stored.path("spec") + " and here " + here.path("spec"));
        }
    }

    /** A decoder names a field in its message alone. */
    private static boolean names(JsonNode status, String field) {
        List<String> named = status.path("details").path("causes").values().stream()
                .map(cause -> cause.path("field").asString(""))
                .filter(it -> !it.isEmpty() && !it.equals("<nil>"))
                .toList();
        String last = field.substring(field.lastIndexOf('.') + 1);
        return named.isEmpty()
                ? status.path("message").asString("").contains(last)
                : field.isEmpty() || named.stream().allMatch(it -> areOnOneWay(plain(it), plain(field)));
    }

    private static boolean areOnOneWay(String one, String other) {
        return (one + ".").startsWith(other + ".") || (other + ".").startsWith(one + ".");
    }

    private static String plain(String field) {
        return field.replace("[\"", ".").replace("\"]", "").replace("[", ".").replace("]", "");
    }
}
