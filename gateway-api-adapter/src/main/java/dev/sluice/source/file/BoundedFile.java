package dev.sluice.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads what anybody may have put into a folder. A pipe would block the reading and a device never end, so only a
 * regular file is read, and only up to a length.
 */
final class BoundedFile {

    private static final int MEBIBYTE = 1024 * 1024;

    private BoundedFile() {}

    /**
     * The whole file.
     *
     * @param longest in MiB
     */
    static byte[] read(Path file, int longest) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(longest * MEBIBYTE + 1);
            if (bytes.length > longest * MEBIBYTE) {
                throw new IOException("it is longer than " + longest + " MiB");
            }
            return bytes;
        }
    }

    /** Why a file could not be read; the system's own exceptions often say its name alone. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file of this name";
            default -> String.valueOf(e.getMessage());
        };
    }
}
