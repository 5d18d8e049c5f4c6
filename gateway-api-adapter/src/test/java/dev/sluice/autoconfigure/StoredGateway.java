package dev.sluice.autoconfigure;

import dev.sluice.testkit.FakeApiServer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects in an API server as YAML, and the Gateway that tests of a whole data plane have there. */
final class StoredGateway {

    private StoredGateway() {}

    /** What a text of YAML has, as trees that may be changed. */
    static List<ObjectNode> objects(String yaml) {
        Iterable<Object> documents = new Load(LoadSettings.builder().build()).loadAllFromString(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .map(document -> (ObjectNode) JsonMapper.shared().valueToTree(document))
                .toList();
    }

    /** Stores every object of a text. */
    static void put(FakeApiServer server, String yaml) {
        objects(yaml).forEach(server.cluster()::put);
    }

    /**
     * A GatewayClass, the Gateway {@code shop/gw} with a Listener on port 80, and its Service, which leads to a port.
     */
    static void putGateway(FakeApiServer server, int port) {
        put(server, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice, generation: 1}
                spec: {controllerName: sluice.dev/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: shop, uid: gw-uid, generation: 1}
                spec:
                  gatewayClassName: sluice
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: gw-sluice
                  namespace: shop
                  labels: {app.kubernetes.io/managed-by: sluice}
                  ownerReferences:
                    - {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, name: gw, uid: gw-uid, controller: true}
                spec: {type: LoadBalancer, ports: [{name: port-80, port: 80, targetPort: %d, protocol: TCP}]}
                """.formatted(port));
    }
}
