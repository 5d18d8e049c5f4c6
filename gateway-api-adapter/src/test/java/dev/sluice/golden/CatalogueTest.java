package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Catalogue;
import dev.sluice.condition.MessageTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The golden statuses and the catalogue of conditions cover each other: what can be written has been seen once. */
final class CatalogueTest {

    /** Factories that no object reaches which the API server takes; may only shrink. */
    private static final Map<String, String> UNREACHABLE = Map.of(
            "GatewayConditions.bug", "none: it would be a bug that nobody has found",
            "GatewayConditions.notAnAddress", "value must be a valid IPv4 or IPv6 address for type IPAddress",
            "ListenerConditions.portConflict", "Combination of port, protocol and hostname must be unique",
            "ListenerConditions.unsupportedTlsMode", "tls mode must be Terminate for protocol HTTPS",
            "RuleFault.bug", "none: it would be a bug that nobody has found",
            "RuleFault.filterNotServed", "the values of HTTPRouteFilterType; a later version has more",
            "RuleFault.incompatible", "May specify either RequestRedirect or URLRewrite, but not both",
            "RuleFault.invalidOrigin", "the pattern of CORSOrigin",
            "RuleFault.noMemory", "none: the heap is full; ObjectsWithoutRoomTest and DryRunTest see it");

    private static final int CONDITIONS_AT_LEAST = 2330;
    private static final List<MessageTemplate> TEMPLATES = Catalogue.templates();
    private static final List<Entry> ENTRIES = new ArrayList<>();

    /** A condition of a golden status. */
    private record Entry(String object, String type, String status, String reason, String message) {

        static Entry of(String object, Map<?, ?> condition) {
            return new Entry(
                    object,
                    String.valueOf(condition.get("type")),
                    String.valueOf(condition.get("status")),
                    String.valueOf(condition.get("reason")),
                    String.valueOf(condition.get("message")));
        }

        /** The most exact template that fits. */
        Optional<MessageTemplate> template() {
            return TEMPLATES.stream()
                    .filter(it -> it.wrote(object, type, status, reason, message))
                    .max(Comparator.comparingInt(MessageTemplate::literals));
        }
    }

    @BeforeAll
    static void readStatuses() throws IOException {
        for (Path folder : GoldenCase.folders()) {
            var load = new Load(LoadSettings.builder().build());
            var documents = (List<?>) load.loadFromString(Files.readString(folder.resolve("status.yaml")));
            documents.forEach(document -> read((Map<?, ?>) document));
        }
    }

    private static void read(Map<?, ?> document) {
        var kind = String.valueOf(document.get("kind"))
                .replace("XListenerSet", "ListenerSet")
                .replace("XBackendTrafficPolicy", "BackendLBPolicy");
        var status = (Map<?, ?>) Objects.requireNonNull(document.get("status"), kind);
        conditions(status).forEach(it -> ENTRIES.add(Entry.of(kind, it)));
        items(status, "listeners")
                .forEach(listener -> conditions(listener).forEach(it -> ENTRIES.add(Entry.of("Listener", it))));
        items(status, "ancestors")
                .forEach(ancestor -> conditions(ancestor).forEach(it -> ENTRIES.add(Entry.of(kind, it))));
        items(status, "parents")
                .forEach(parent -> conditions(parent).forEach(it -> ENTRIES.add(Entry.of("HTTPRoute", it))));
    }

    private static Stream<Map<?, ?>> conditions(Map<?, ?> holder) {
        return items(holder, "conditions");
    }

    private static Stream<Map<?, ?>> items(Map<?, ?> holder, String member) {
        return holder.get(member) instanceof List<?> list ? list.stream().map(it -> (Map<?, ?>) it) : Stream.of();
    }

    @Test
    void everyFactoryHasWrittenAGoldenConditionOrIsKnownToBeUnreachable() {
        Set<String> unmet = new TreeSet<>(Catalogue.factoryNames());
        ENTRIES.stream()
                .flatMap(it -> it.template().stream())
                .flatMap(it -> Stream.of(it.factory().split(" with ")))
                .forEach(unmet::remove);
        assertThat(unmet).isEqualTo(new TreeSet<>(UNREACHABLE.keySet()));
        assertThat(UNREACHABLE).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void everyReasonOfEveryConditionHasBeenSeen() {
        Set<String> unseen = TEMPLATES.stream()
                .filter(it -> Stream.of(it.factory().split(" with ")).noneMatch(UNREACHABLE::containsKey))
                .map(it -> String.join(
                        " ", it.object(), it.type().word(), it.status().word(), it.reason()))
                .collect(Collectors.toCollection(TreeSet::new));
        ENTRIES.forEach(it -> unseen.remove(String.join(" ", it.object(), it.type(), it.status(), it.reason())));
        assertThat(TEMPLATES).isNotEmpty();
        assertThat(unseen).isEmpty();
    }

    @Test
    void everyGoldenConditionIsOfTheCatalogue() {
        assertThat(ENTRIES).hasSizeGreaterThan(CONDITIONS_AT_LEAST);
        assertThat(ENTRIES).filteredOn(it -> it.template().isEmpty()).isEmpty();
    }
}
