package dev.sluice.app.inspect;

import dev.sluice.endpoint.ServedConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A route with all Listeners that serve it.
 *
 * @param source such as {@code HTTPRoute shop/cart}
 * @param hostnames of all Listeners, each once
 * @param places the Listeners, such as {@code Gateway infra/public listener https, port 443}
 */
record ServedRoute(String source, List<String> hostnames, List<String> places, List<ServedConfig.Rule> rules) {

    /** Routes in the order in which they are met first. */
    static List<ServedRoute> of(List<ServedConfig.Socket> sockets) {
        Map<String, ServedRoute> routes = new LinkedHashMap<>();
        for (ServedConfig.Socket socket : sockets) {
            for (ServedConfig.Listener listener : socket.listeners()) {
                for (ServedConfig.Route route : listener.routes()) {
                    routes.computeIfAbsent(
                                    route.source(),
                                    source -> new ServedRoute(
                                            source, new ArrayList<>(), new ArrayList<>(), route.rules()))
                            .add(route, listener.source() + ", port " + socket.port());
                }
            }
        }
        return List.copyOf(routes.values());
    }

    private void add(ServedConfig.Route route, String place) {
        route.hostnames().stream()
                .filter(hostname -> !hostnames.contains(hostname))
                .forEach(hostnames::add);
        places.add(place);
    }

    boolean isOf(String namespace) {
        return source.substring(source.indexOf(' ') + 1).startsWith(namespace + "/");
    }
}
