package dev.sluice.program;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names of the endpoints of one backend for the access log, each made once. Any thread. */
final class BackendLabels {

    /** Endpoints come and go, but a rule may stay for months. */
    private static final int MOST = 4096;

    private final String backend;
    private final Map<Endpoint, String> labels = new ConcurrentHashMap<>();

    BackendLabels(BackendId backend) {
        this.backend = backend.toString();
    }

    /** Such as {@code default/shop:8080 10.0.0.7:8080}. */
    String of(Endpoint endpoint) {
        String label = labels.get(endpoint);
        return label == null ? make(endpoint) : label;
    }

    private String make(Endpoint endpoint) {
        if (labels.size() >= MOST) {
            labels.clear();
        }
        String label = backend + " " + endpoint;
        labels.put(endpoint, label);
        return label;
    }
}
