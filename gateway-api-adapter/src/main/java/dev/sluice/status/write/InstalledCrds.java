package dev.sluice.status.write;

import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.InstalledApi.FeatureForm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads which Gateway API is installed, and reads it anew from time to time, since CRDs can be replaced under a running
 * process. Used by one thread.
 */
final class InstalledCrds {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledCrds.class);
    private static final Duration LONGEST_AGE = Duration.ofMinutes(10);
    private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    private static final String GROUP = ".gateway.networking.k8s.io";
    private static final String CLASSES = "gatewayclasses";
    private static final List<String> OTHERS = List.of(
            "backendtlspolicies",
            "gateways",
            "grpcroutes",
            "httproutes",
            "listenersets",
            "referencegrants",
            "tcproutes",
            "tlsroutes",
            "udproutes");
    private static final String BUNDLE_VERSION = "gateway.networking.k8s.io/bundle-version";

    /** The schemas are large and say nothing here. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final ApiServer server;
    private final InstantSource clock;
    private @Nullable InstalledApi known;
    private Instant readAt = Instant.EPOCH;

    InstalledCrds(ApiServer server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * What is installed, as it was some minutes ago at the most.
     *
     * @throws UnavailableException if it is to be read and the API server is away
     */
    InstalledApi current() {
        var api = known;
        var now = clock.instant();
        if (api == null || readAt.plus(LONGEST_AGE).isBefore(now)) {
            api = read();
            known = api;
            readAt = now;
        }
        return api;
    }

    private InstalledApi read() {
        return switch (server.read(PATH + CLASSES + GROUP)) {
            case Answer.Done(var crd) -> new InstalledApi(versions(crd), featureForm(crd));
            case Answer.Refused refused -> {
                tell(refused);
                yield InstalledApi.UNKNOWN;
            }
            case Answer.Gone _, Answer.Conflict _ -> InstalledApi.UNKNOWN;
        };
    }

    private SortedMap<String, String> versions(JsonNode classes) {
        var versions = new TreeMap<String, String>();
        versions.put(CLASSES + GROUP, version(classes));
        for (String plural : OTHERS) {
            if (server.read(PATH + plural + GROUP, METADATA) instanceof Answer.Done(var crd)) {
                versions.put(plural + GROUP, version(crd));
            }
        }
        return versions;
    }

    private void tell(Answer.Refused refused) {
        if (known == null) {
            LOG.info(
                    "CRDs may not be read, so no condition SupportedVersion is written: {} {}",
                    refused.code(),
                    refused.message());
        }
    }

    private static String version(JsonNode crd) {
        return crd.path("metadata").path("annotations").path(BUNDLE_VERSION).asString("");
    }

    /** The schema itself tells: no version number is needed for that. */
    private static FeatureForm featureForm(JsonNode crd) {
        var type = crd.path("spec").path("versions").values().stream()
                .filter(version -> version.path("name").asString("").equals("v1"))
                .findFirst()
                .map(version -> version.at("/schema/openAPIV3Schema/properties/status/properties/supportedFeatures")
                        .at("/items/type")
                        .asString(""))
                .orElse("");
        return switch (type) {
            case "object" -> FeatureForm.OBJECTS;
            case "string" -> FeatureForm.STRINGS;
            default -> FeatureForm.NONE;
        };
    }
}
