package dev.sluice.app.inspect;

/** YAML that several tests of verbs read. */
final class Folder {

    /** A class, a Gateway on port 80 and a Service. */
    static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: sluice
              listeners:
              - {name: http, port: 80, protocol: HTTP}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec: {ports: [{port: 8080}]}
            """;

    private Folder() {}

    /** A route for /cart of a Service, from line 1. */
    static String route(String name, String service) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - matches: [{path: {value: /cart}}]
                    backendRefs: [{name: %s, port: 8080}]
                """.formatted(name, service);
    }
}
