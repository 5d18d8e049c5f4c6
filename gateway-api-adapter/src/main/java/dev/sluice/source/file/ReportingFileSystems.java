package dev.sluice.source.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which file systems report all changes to a watch. A network file system takes watches too, and reports only what this
 * machine does; so do those by which a container engine shows a folder of another system.
 */
final class ReportingFileSystems {

    /** Local ones of Linux, whose watches the kernel serves (inotify). Java polls on macOS. */
    private static final Set<String> REPORTING = Set.of(
            "bcachefs",
            "btrfs",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "jfs",
            "overlay",
            "ramfs",
            "reiserfs",
            "tmpfs",
            "xfs",
            "zfs");

    private static final String DEVICE = "unix:dev";

    private final boolean hasDevices =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private final Map<Object, String> types = new HashMap<>();

    /** The type of the file system that a folder is on if it may keep changes to itself; null if it reports all. */
    @Nullable
    String unreportedType(Path folder) throws IOException {
        String type = types.get(device(folder));
        if (type == null) {
            type = Files.getFileStore(folder).type();
            types.put(device(folder), type);
        }
        return REPORTING.contains(type) ? null : type;
    }

    /** To look a type up reads the table of mounts, so this is done once for each device. */
    private Object device(Path folder) throws IOException {
        return hasDevices ? Files.getAttribute(folder, DEVICE) : folder;
    }
}
