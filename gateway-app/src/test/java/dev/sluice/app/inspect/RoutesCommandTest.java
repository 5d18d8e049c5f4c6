package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RoutesCommandTest {

    private static final Path QUICKSTART = Path.of("../examples/quickstart");

    private static Shell run(String... arguments) {
        return Shell.run(new CommandLine(new RoutesCommand()), QUICKSTART, arguments);
    }

    @Test
    void aRouteIsShownWithEveryListenerAndRule() {
        assertThat(run(QUICKSTART.toString())).isEqualTo(new Shell(0, """
                HTTPRoute default/shop
                  hostnames shop.example.com
                  on        Gateway default/shop listener http, port 80
                            Gateway default/shop listener https, port 443
                  rule 0    path prefix /
                            Forward[default/shop-v1:8080 weight 100, default/shop-v2:8080 weight
                            0]
                """, ""));
    }

    @Test
    void routesOfANamespaceAreChosen() {
        assertThat(run("-n", "default", QUICKSTART.toString()).exitCode()).isZero();
        assertThat(run("-n", "shop", QUICKSTART.toString())).isEqualTo(new Shell(1, "", ""));
    }

    @Test
    void jsonHasTheSame() {
        assertThat(run("-o", "json", QUICKSTART.toString()).out())
                .contains("\"source\" : \"HTTPRoute default/shop\"", "\"hostnames\" : [ \"shop.example.com\" ]");
    }

    @Test
    void aRunningGatewayIsAskedPageByPage() throws IOException {
        String page = """
                {"version":1,"sockets":[{"source":"Gateway infra/edge","port":80,"protocol":"HTTP","addresses":[],
                "listeners":[{"source":"Gateway infra/edge listener http","hostname":"*","mode":"HTTP",
                "certificates":[],"clientValidation":null,"filters":[],"routes":[{"source":"HTTPRoute shop/%s",
                "hostnames":["*"],"rules":[]}]}]}],"backends":[],"next":%s}
                """;
        try (var actuator = new Actuator(Map.of(
                "/actuator/sluice/config",
                page.formatted("a", "\"x\""),
                "/actuator/sluice/config?after=x",
                page.formatted("b", "null")))) {
            assertThat(run("--management", "http://" + actuator.place())).isEqualTo(new Shell(0, """
                    HTTPRoute shop/a
                      hostnames *
                      on        Gateway infra/edge listener http, port 80
                    HTTPRoute shop/b
                      hostnames *
                      on        Gateway infra/edge listener http, port 80
                    """, ""));
        }
    }
}
