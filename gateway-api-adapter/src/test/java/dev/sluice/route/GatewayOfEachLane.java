package dev.sluice.route;

import static dev.sluice.route.Configs.route;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Route;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** One gateway for all tests of a class, started for each lane that its annotations name. Classes run one by one. */
abstract class GatewayOfEachLane {

    /** Further properties of the gateway of a class. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Properties {

        /** Such as {@code --sluice.listen.trusted-networks=10.0.0.0/8}. */
        String[] value();
    }

    private static final AtomicLong VERSION = new AtomicLong();

    @SuppressWarnings("NullAway.Init")
    static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, TestInfo test) {
        Properties properties = test.getTestClass().orElseThrow().getAnnotation(Properties.class);
        gateway = properties == null ? DataPlaneFixture.with(lane) : DataPlaneFixture.with(lane, properties.value());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    /** A filter that the gateway brings. Its arguments refer to no object. */
    static RouteFilter filter(String name, String... args) {
        return filter(name, Map.of(), args);
    }

    /** Its argument {@code secretRef} names a Secret with this content. */
    static RouteFilter filter(String name, Map<String, String> secret, String... args) {
        Map<String, String> all = pairs(args);
        if (!secret.isEmpty()) {
            all.put("secretRef.name", "it");
        }
        return new RouteFilter.BuiltIn(new BuiltInCall(
                "SpringFilter test/" + name,
                name,
                all,
                secret.isEmpty() ? Map.of() : Map.of("secretRef", new ReferredObject("Secret test/it", secret))));
    }

    /** Each name followed by its value. */
    static Map<String, String> pairs(String... namesAndValues) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    /** Serves these routes, and none of those before. */
    static void apply(int backendPort, Route... routes) {
        apply(BackendProtocol.HTTP, backendPort, routes);
    }

    /** The same, from a backend that speaks another protocol. */
    static void apply(BackendProtocol protocol, int backendPort, Route... routes) {
        gateway.apply(Configs.of(VERSION.incrementAndGet(), gateway.dataPort, protocol, backendPort, routes));
    }

    /** One rule for all paths with these filters. */
    static void serveFilters(int backendPort, RouteFilter... filters) {
        apply(backendPort, route("plain", "/", filters));
    }
}
