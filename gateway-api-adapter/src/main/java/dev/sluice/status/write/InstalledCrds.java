package dev.sluice.status.write;

import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.InstalledApi.Crd;
import dev.sluice.status.InstalledApi.FeatureForm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads which Gateway API is installed, and reads it anew where the CRDs may have been replaced under a running
 * process: with other GatewayClasses, since those go with their CRD, with another version of that CRD, and from time to
 * time. Used by one thread.
 */
final class InstalledCrds {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledCrds.class);
    private static final Duration LONGEST_AGE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
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
    private static final String CHANNEL = "gateway.networking.k8s.io/channel";

    /** The schemas are large and say nothing here. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final ApiServer server;
    private final InstantSource clock;
    private @Nullable InstalledApi known;
    private Instant readAt = Instant.EPOCH;
    private Instant lookedAt = Instant.EPOCH;
    private String version = "";
    private Set<String> classes = Set.of();

    InstalledCrds(ApiServer server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * What is installed.
     *
     * @param gatewayClasses all that are stored
     * @throws UnavailableException if it is to be read and the API server is away
     */
    InstalledApi current(List<ObjectNode> gatewayClasses) {
        var uids = gatewayClasses.stream()
                .map(it -> it.path("metadata").path("uid").asString(""))
                .collect(Collectors.toUnmodifiableSet());
        var now = clock.instant();
        var api = known;
        if (api == null || !uids.equals(classes) || isOver(readAt, LONGEST_AGE, now) || isReplaced(now)) {
            api = read();
            known = api;
            classes = uids;
            readAt = now;
            lookedAt = now;
        }
        return api;
    }

    private static boolean isOver(Instant begin, Duration time, Instant now) {
        return begin.plus(time).isBefore(now);
    }

    /** Looks at the CRD without its schemas, now and then. */
    private boolean isReplaced(Instant now) {
        if (!isOver(lookedAt, BETWEEN_LOOKS, now)) {
            return false;
        }
        lookedAt = now;
        return server.read(PATH + CLASSES + GROUP, METADATA) instanceof Answer.Done(var crd)
                && !resourceVersion(crd).equals(version);
    }

    private InstalledApi read() {
        return switch (server.read(PATH + CLASSES + GROUP)) {
            case Answer.Done(var crd) -> {
                version = resourceVersion(crd);
                yield new InstalledApi(crds(crd), featureForm(crd));
            }
            case Answer.Refused refused -> {
                tell(refused);
                yield InstalledApi.UNKNOWN;
            }
            case Answer.Gone _, Answer.Conflict _ -> InstalledApi.UNKNOWN;
        };
    }

    private SortedMap<String, Crd> crds(JsonNode classesCrd) {
        var crds = new TreeMap<String, Crd>();
        crds.put(CLASSES + GROUP, crd(classesCrd));
        for (String plural : OTHERS) {
            if (server.read(PATH + plural + GROUP, METADATA) instanceof Answer.Done(var crd)) {
                crds.put(plural + GROUP, crd(crd));
            }
        }
        return crds;
    }

    private void tell(Answer.Refused refused) {
        if (known == null) {
            LOG.info(
                    "CRDs may not be read, so no condition SupportedVersion is written: {} {}",
                    refused.code(),
                    refused.message());
        }
    }

    private static String resourceVersion(JsonNode crd) {
        return crd.path("metadata").path("resourceVersion").asString("");
    }

    private static Crd crd(JsonNode crd) {
        var annotations = crd.path("metadata").path("annotations");
        return new Crd(
                annotations.path(BUNDLE_VERSION).asString(""),
                annotations.path(CHANNEL).asString(""));
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
