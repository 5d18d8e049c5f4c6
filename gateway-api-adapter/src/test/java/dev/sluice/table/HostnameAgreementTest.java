package dev.sluice.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.tls.ConnectionPlan;
import dev.sluice.tls.ServerNames;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.tls.TlsTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The Listener that a server name is given a certificate by, and the one that a host is given rules by, are the same.
 * Where they were not, a client could shake hands with one and be served by the other.
 */
class HostnameAgreementTest {

    private static final int SETS = 400;
    private static final int NAMES = 60;
    private static final PortId PORT = new PortId("default", "gw", 443);
    private static final List<String> LABELS = List.of("a", "b", "example", "com", "xn--a", "a-b", "", "_c");

    @Test
    void serverNamesAndHostsFindTheSameListener() {
        var random = new Random(21);
        for (int i = 0; i < SETS; i++) {
            Map<Hostname, ListenerId> listeners = listeners(random);
            var index = new HostIndex<>(listeners);
            TlsTable tls = tls(listeners);
            for (int j = 0; j < NAMES; j++) {
                String name = ServerNames.normalise(name(random, 5));
                if (name != null) {
                    ListenerId byHost = index.mostSpecific(name);
                    assertThat(bySni(tls, name))
                            .as("'%s' among %s", name, listeners.keySet())
                            .isEqualTo(byHost);
                    assertThat(defined(listeners, name))
                            .as("'%s' among %s", name, listeners.keySet())
                            .isEqualTo(byHost);
                }
            }
        }
    }

    private static @Nullable ListenerId bySni(TlsTable tls, String name) {
        return tls.plan(PORT, name) instanceof ConnectionPlan.PassThrough(ListenerId listener) ? listener : null;
    }

    private static @Nullable ListenerId defined(Map<Hostname, ListenerId> listeners, String name) {
        return listeners.keySet().stream()
                .filter(hostname -> hostname.matches(name))
                .min(Hostname.MOST_SPECIFIC_FIRST)
                .map(listeners::get)
                .orElse(null);
    }

    private static Map<Hostname, ListenerId> listeners(Random random) {
        Map<Hostname, ListenerId> listeners = new HashMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String name = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(_ -> LABELS.get(random.nextInt(6)))
                    .collect(Collectors.joining("."));
            String hostname = random.nextInt(8) == 0 ? "" : (random.nextBoolean() ? "*." : "") + name;
            listeners.put(new Hostname(hostname), new ListenerId("default", "gw", "l" + i));
        }
        return listeners;
    }

    /** Well formed or not: what a client may send. */
    private static String name(Random random, int most) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(_ -> LABELS.get(random.nextInt(LABELS.size())))
                .collect(Collectors.joining("."));
    }

    private static TlsTable tls(Map<Hostname, ListenerId> listeners) {
        List<Listener> all = listeners.entrySet().stream()
                .map(each -> new Listener(
                        each.getValue(), each.getKey(), List.of(), null, List.of(), null, ListenerMode.PASSTHROUGH))
                .toList();
        var socket = new ListenerSocket(PORT, List.of(new BindAddress("127.0.0.1", 1)), SocketProtocol.TLS, all);
        return TlsTable.of(List.of(socket), TlsTable.empty(TlsLibrary.JDK));
    }
}
