package dev.sluice.source.file;

import dev.sluice.validation.schema.Violation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files that a Secret takes values from: the annotation {@value #ANNOTATION}, such as {@code
 * tls.crt=certs/shop.crt,tls.key=certs/shop.key}. A name is relative to the YAML file; it may not lead out of the
 * configured folder, not even by a link.
 */
final class DataFiles {

    static final String ANNOTATION = "sluice.dev/data-files";
    private static final String FIELD = "metadata.annotations[\"" + ANNOTATION + "\"]";
    private static final int LONGEST = 1;

    private final Map<Path, String> contents = new HashMap<>();

    /** Whether certificate and key of a Secret both come from files. */
    static boolean givesPair(ObjectNode secret) {
        return entries(secret).containsAll(List.of("tls.crt", "tls.key"));
    }

    private static Set<String> entries(ObjectNode secret) {
        return Arrays.stream(annotation(secret).split(",", -1))
                .map(entry -> entry.strip().split("=", 2)[0])
                .collect(Collectors.toSet());
    }

    private static String annotation(ObjectNode secret) {
        return secret.path("metadata").path("annotations").path(ANNOTATION).asString("");
    }

    /** Puts the files' contents into the Secret's data; gives what went wrong. */
    List<Violation> include(ObjectNode secret, ManifestFile file) {
        String annotation = annotation(secret);
        var violations = new ArrayList<Violation>();
        for (String entry : annotation.split(",", -1)) {
            if (!annotation.isBlank()) {
                include(secret, file, entry.strip(), violations);
            }
        }
        return violations;
    }

    /** Every file that was asked for, with what it holds in base64; empty where it cannot be read. */
    Map<Path, String> contents() {
        return contents;
    }

    private void include(ObjectNode secret, ManifestFile file, String entry, List<Violation> violations) {
        int equals = entry.indexOf('=');
        if (equals < 1 || equals == entry.length() - 1) {
            violations.add(new Violation(
                    FIELD,
                    "\"" + entry + "\" (expected: key=file)",
                    "write tls.crt=certs/shop.crt,tls.key=certs/shop.key"));
            return;
        }
        try {
            String content = read(file, entry.substring(equals + 1));
            secret.withObjectProperty("data").put(entry.substring(0, equals), content);
        } catch (IOException | InvalidPathException e) {
            violations.add(new Violation(
                    FIELD,
                    "cannot read \"" + entry.substring(equals + 1) + "\": " + reason(e),
                    "name a file inside the folder, relative to this one"));
        }
    }

    private String read(ManifestFile file, String name) throws IOException {
        if (file.path() == null || file.root() == null) {
            throw new IOException("this text is not in a folder");
        }
        Path path = file.path().resolveSibling(name).normalize();
        if (!path.startsWith(file.root())) {
            throw new IOException("it lies outside the folder");
        }
        contents.put(path, "");
        if (!path.toRealPath().startsWith(file.root().toRealPath())) {
            throw new IOException("it leads outside the folder");
        }
        String content = Base64.getEncoder().encodeToString(BoundedFile.read(path, LONGEST));
        contents.put(path, content);
        return content;
    }

    private static String reason(Exception e) {
        return e instanceof IOException io ? BoundedFile.reason(io) : String.valueOf(e.getMessage());
    }
}
