package dev.sluice.app.inspect;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.StatusDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a command line asks for, by its first words.
 *
 * @param kind null: every kind
 * @param namespace null: every namespace
 * @param name null: every name
 * @param words how many of the command line's words said so
 */
record WantedObjects(
        @Nullable Kind<?> kind,
        @Nullable String namespace,
        @Nullable String name,
        int words) {

    /**
     * Reads {@code [KIND [NAME]] FOLDER...}. A word that is a kind is one, also where a folder has its name; write
     * {@code ./gateway} for that. The word after it is a name unless it is a folder.
     */
    static WantedObjects of(List<String> parameters, @Nullable String namespace) {
        Kind<?> kind = parameters.isEmpty() ? null : kind(parameters.getFirst());
        if (kind == null) {
            return new WantedObjects(null, namespace, null, 0);
        }
        boolean named = parameters.size() > 1 && !isFolder(parameters.get(1));
        if (!named) {
            return new WantedObjects(kind, namespace, null, 1);
        }
        String name = parameters.get(1);
        int slash = name.indexOf('/');
        return slash < 0
                ? new WantedObjects(kind, namespace, name, 2)
                : new WantedObjects(kind, name.substring(0, slash), name.substring(slash + 1), 2);
    }

    private static @Nullable Kind<?> kind(String word) {
        return Kinds.ALL.stream()
                .filter(kind ->
                        kind.word().equalsIgnoreCase(word) || kind.plural().equalsIgnoreCase(word))
                .findFirst()
                .orElse(null);
    }

    private static boolean isFolder(String word) {
        return word.equals(StandardInput.WORD) || Files.exists(Path.of(word));
    }

    boolean has(StatusDocument document) {
        return (kind == null || kind.word().equals(document.kind()))
                && (namespace == null || namespace.equals(document.name().namespace()))
                && (name == null || name.equals(document.name().name()));
    }

    /** Such as {@code HTTPRoute shop}. */
    @Override
    public String toString() {
        return (kind == null ? "objects" : kind.word()) + (name == null ? "" : " " + name);
    }
}
