package dev.sluice.source.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of objects.
 *
 * @param name as shown to people
 * @param path absolute; null for a text without a file, which cannot name other files
 * @param root absolute: the configured folder that it may not reach out of; null where {@code path} is
 */
record ManifestFile(
        String name,
        String text,
        @Nullable Path path,
        @Nullable Path root) {}
