package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.HeapGuard;
import dev.sluice.testkit.CapturedLog;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.text.HostileWords;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever the API server, or who answers for it, says of a refusal: problems and the log have one short line. */
@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class ServerWordsTest extends KubernetesSourceFixture {

    @Test
    void ofAListThatIsRefused() {
        server.forbid("services");
        server.explainForbidden(HostileWords.of(100_000));
        try (var log = new CapturedLog(KindWatches.class)) {
            source.start(pictures::incrementAndGet);

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .allSatisfy(problem -> HostileWords.assertIsHarmless(problem.line()));
            HostileWords.assertAreHarmless(log.lines().stream()
                    .filter(line -> line.contains("forbidden"))
                    .toList());
        }
    }

    @Test
    void ofAWatchThatIsRefused() throws IOException {
        source = new KubernetesSource(
                client,
                new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                HeapGuard.unlimited(),
                Duration.ofMillis(300));
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        server.explainForbidden(HostileWords.of(100_000));

        server.forbidWatch("httproutes");
        server.stop();
        server.restart();

        soon().until(() -> !source.current().problems().isEmpty());
        assertThat(source.current().problems()).allSatisfy(problem -> HostileWords.assertIsHarmless(problem.line()));
    }

    @Test
    void ofAServerThatIsNotThere() {
        server.stop();
        try (var log = new CapturedLog(DiscoveryLoop.class)) {
            source.start(pictures::incrementAndGet);

            soon().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("the API server " + client.getMasterUrl() + " does not answer: no connection: ")
                    .contains("KUBECONFIG");
        }
    }

    @Test
    void ofADiscoveryThatFails() {
        startWhole();
        try (var log = new CapturedLog(DiscoveryLoop.class)) {
            server.answerAlways(500, """
                    {"kind":"Status","apiVersion":"v1","status":"Failure","code":500,"message":"%s"}""".formatted(HostileWords.json(100_000)));

            soon().until(() -> !log.lines().isEmpty());
            HostileWords.assertAreHarmless(log.lines());
        }
    }

    @Test
    void ofPodsThatMayNotBeRead() {
        server.forbid("pods");
        server.explainForbidden(HostileWords.of(100_000));
        try (var log = new CapturedLog(NodePods.class);
                var pods = new NodePods(client, "worker")) {
            pods.start();

            soon().until(() -> !log.lines().isEmpty());
            HostileWords.assertAreHarmless(log.lines());
        }
    }
}
