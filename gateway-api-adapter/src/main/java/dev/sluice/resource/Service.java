package dev.sluice.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Service. Source: core/v1 Service. */
public record Service(
        ObjectMeta metadata,
        String type,
        @Nullable String externalName,
        boolean headless,
        List<Port> ports,
        Map<String, String> selector)
        implements WatchedObject {

    public Service {
        ports = List.copyOf(ports);
        selector = Map.copyOf(selector);
    }

    /**
     * ServicePort.
     *
     * @param name empty where the only port has none
     * @param targetPort number or name; the port itself where none is given
     * @param appProtocol null: none given
     */
    public record Port(
            String name,
            int port,
            String protocol,
            String targetPort,
            @Nullable String appProtocol) {}

    @Override
    public String kind() {
        return "Service";
    }
}
