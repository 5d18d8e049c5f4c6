package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BackendsCommandTest {

    private static final String ONE = "{\"address\":\"10.0.0.3:53\",\"health\":\"ready\",\"running\":0}";

    private static Shell run(Map<String, String> answers, String... arguments) throws IOException {
        try (var actuator = new Actuator(answers)) {
            var all = new String[arguments.length + 2];
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            all[0] = "--management";
            all[1] = actuator.place();
            return Shell.run(new CommandLine(new BackendsCommand()), Path.of("no folder"), all);
        }
    }

    private static Map<String, String> answers(String health, String endpoints, boolean complete) {
        String backends = """
                {"items":[
                 {"backend":"shop/cart:8080","use":"HTTP","running":3,"waiting":1,"connections":4,"unused":2,
                  "latencyMillis":12.345,
                  "endpoints":[{"address":"10.0.0.1:8080","health":"ready","running":3,"latencyMillis":0.75},
                               {"address":"10.0.0.2:8080","health":"%s","running":0}]},
                 {"backend":"infra/dns:53","use":"UDP","running":0,"waiting":0,"connections":0,"unused":0,
                  "endpoints":[%s]}],"next":null}
                """.formatted(health, endpoints);
        String sessions = """
                {"complete":%s,"revocations":0,"backends":[{"backend":"shop/cart:8080","endpoints":[
                  {"endpoint":"10.0.0.1:8080","sessions":812}]}]}
                """.formatted(complete);
        return Map.of("/actuator/sluice/backends", backends, "/actuator/sluicesessions", sessions);
    }

    @Test
    void requestsConnectionsAndEndpointsAreShown() throws IOException {
        assertThat(run(answers("ready", ONE, true))).isEqualTo(new Shell(0, """
                shop/cart:8080  HTTP, 3 requests (1 waiting), 4 connections (2 unused), 12.3 ms
                  10.0.0.1:8080                ready        3 requests, 0.8 ms
                  10.0.0.2:8080                ready        0 requests
                infra/dns:53  UDP, 0 requests (0 waiting), 0 connections (0 unused)
                  10.0.0.3:53                  ready        0 requests
                """, ""));
    }

    @Test
    void anEjectedEndpointIsAnAnswerOfNo() throws IOException {
        assertThat(run(answers("ejected", ONE, true)).exitCode()).isEqualTo(1);
        assertThat(run(answers("terminating", ONE, true)).exitCode()).isZero();
    }

    @Test
    void aBackendWithoutEndpointsIsToo() throws IOException {
        Shell ended = run(answers("ready", "", true));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).contains("no endpoint: no EndpointSlice of the Service has one that is ready");
    }

    @Test
    void sessionsAreCountedWhereAskedFor() throws IOException {
        assertThat(run(answers("ready", ONE, true), "--sessions").out())
                .contains("10.0.0.1:8080                ready        3 requests, 0.8 ms, 812 sessions\n");
        assertThat(run(answers("ready", ONE, false), "--sessions").err())
                .contains("the store of sessions is away, or has too many to count");
    }

    @Test
    void thoseOfANamespaceAreChosen() throws IOException {
        assertThat(run(answers("ejected", ONE, true), "-n", "infra", "-o", "json"))
                .isEqualTo(new Shell(0, """
                        {
                          "backends" : [ {
                            "backend" : "infra/dns:53",
                            "use" : "UDP",
                            "running" : 0,
                            "waiting" : 0,
                            "connections" : 0,
                            "unused" : 0,
                            "latencyMillis" : null,
                            "endpoints" : [ {
                              "address" : "10.0.0.3:53",
                              "health" : "ready",
                              "running" : 0,
                              "latencyMillis" : null
                            } ]
                          } ],
                          "sessions" : { }
                        }
                        """, ""));
    }
}
