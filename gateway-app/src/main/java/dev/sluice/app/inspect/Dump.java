package dev.sluice.app.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The zip that {@code sluice collect} wrote. */
record Dump(Path file) implements Listings {

    @Override
    public String base() {
        return file.toString();
    }

    @Override
    public List<JsonNode> pages(String name) throws IOException {
        var pages = new ArrayList<JsonNode>();
        try (var zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(Collected.entry(name, 1));
            while (entry != null) {
                pages.add(read(zip, entry));
                entry = zip.getEntry(Collected.entry(name, pages.size() + 1));
            }
        } catch (ZipException noZip) {
            throw new IOException(file + ": no zip of sluice collect", noZip);
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new IOException(file + ": no such file", missing);
        }
        if (pages.isEmpty()) {
            throw new IOException("%s: has no %s; about.txt in it says why".formatted(file, Collected.entry(name, 1)));
        }
        return pages;
    }

    private JsonNode read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream json = zip.getInputStream(entry)) {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException unreadable) {
            throw new IOException("%s: %s: %s".formatted(file, entry.getName(), unreadable.getMessage()), unreadable);
        }
    }
}
