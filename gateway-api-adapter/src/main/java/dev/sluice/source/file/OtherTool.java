package dev.sluice.source.file;

import dev.sluice.validation.schema.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Files that other programs make objects of. They are named for what they are, with the command that does it. */
enum OtherTool {
    /** A kustomization: what it changes is not applied, and the files that it names are read as they are. */
    KUSTOMIZE {
        @Override
        Violation violation(String file) {
            return new Violation(
                    "",
                    "a kustomization, which is not applied: the files next to it are read as they are",
                    "render it: kubectl kustomize %s | sluice check -".formatted(folder(file)));
        }
    },
    /** A Compose file: services of containers, not objects. */
    COMPOSE {
        @Override
        Violation violation(String file) {
            return new Violation(
                    "",
                    "a Compose file, not Kubernetes objects",
                    "move it out of the folder, or convert it: kompose convert -f %s --stdout | sluice check -"
                            .formatted(file));
        }
    };

    private static final String CHART = "Chart.yaml";
    private static final Set<String> KUSTOMIZATION = Set.of("kustomization.yaml", "kustomization.yml");

    /** What is said of such a file. */
    abstract Violation violation(String file);

    /** Whether a folder is a Helm chart, whose templates are no YAML before they are rendered. */
    static boolean isChart(Path folder) {
        return Files.isRegularFile(folder.resolve(CHART));
    }

    /** How the chart in a folder is rendered. */
    static String renderChart(String folder) {
        return "render it: helm template %s | sluice check - (or run -)".formatted(folder);
    }

    /** The tool of a document; empty where it is an object, or nobody knows what. */
    static Optional<OtherTool> of(String file, JsonNode document) {
        String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (KUSTOMIZATION.contains(name)
                || document.path("apiVersion").asString("").startsWith("kustomize.config.k8s.io/")) {
            return Optional.of(KUSTOMIZE);
        }
        boolean compose = !document.has("apiVersion")
                && !document.has("kind")
                && document.path("services").isObject();
        return compose ? Optional.of(COMPOSE) : Optional.empty();
    }

    private static String folder(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "." : file.substring(0, slash);
    }
}
