package dev.sluice.golden;

import dev.sluice.config.GatewayConfig;
import dev.sluice.graph.Graph;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.StatusDocument;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.file.ManifestReader;
import dev.sluice.source.kubernetes.StoredObjectsReader;
import dev.sluice.status.Statuses;
import dev.sluice.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * One folder: {@code input.yaml}, what becomes of it in {@code config.yaml} and {@code status.yaml}, and in some
 * {@code requests.yaml}.
 */
record GoldenCase(Path folder, GoldenSettings settings) {

    private static final Path ROOT = Path.of("src/test/resources/golden");

    /** The folders of all cases. */
    static List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::getParent)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** What a case is called. */
    static String name(Path folder) {
        return ROOT.relativize(folder).toString();
    }

    static GoldenCase of(Path folder) throws IOException {
        return new GoldenCase(folder, GoldenSettings.of(folder));
    }

    /** What was made of the objects, as it is written to the files. */
    record Output(String config, String status) {}

    /** The objects of the case; they must be what a folder takes, unless an API server has stored them. */
    List<WatchedObject> objects() throws IOException {
        return settings.stored() ? StoredObjectsReader.read(StoredTrees.of(folder)) : objectsOfFolder();
    }

    private List<WatchedObject> objectsOfFolder() throws IOException {
        var manifests = ManifestReader.read("input.yaml", Files.readString(folder.resolve("input.yaml")));
        var errors = manifests.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new AssertionError("the API server would refuse: " + errors);
        }
        return manifests.objects();
    }

    GatewayConfig config() throws IOException {
        return config(graph(objects()));
    }

    Output run(List<WatchedObject> objects) {
        return run(ClusterState.of(objects));
    }

    Output run(ClusterState state) {
        var graph = Graph.of(state, settings.graph());
        var config = config(graph);
        var statuses =
                Statuses.of(graph, settings.graph().controllerName(), config.version(), settings.served(config))
                        .stream()
                        .map(settings.installed()::fit)
                        .map(settings.refusals()::explain)
                        .toList();
        return output(config, statuses);
    }

    static Output output(GatewayConfig config, List<StatusDocument> statuses) {
        return new Output(yaml(config), yaml(statuses));
    }

    private Graph graph(List<WatchedObject> objects) {
        return Graph.of(ClusterState.of(objects), settings.graph());
    }

    private static GatewayConfig config(Graph graph) {
        return Translation.of(graph).withVersion(1);
    }

    private static String yaml(Object tree) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(200)
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(Objects.requireNonNull(PlainTree.of(tree)));
    }
}
