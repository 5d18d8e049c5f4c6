package dev.sluice.source.file;

import dev.sluice.source.Places;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places of the objects of a reading. That of a name is known; for another field the file is parsed again, because
 * the places of all fields of a large folder would be most of its memory.
 */
final class FilePlaces implements Places {

    private final Map<String, Written> objects = new HashMap<>();
    private volatile @Nullable Parsed parsed;

    /** An object, and the file that it is in. */
    private record Written(FileContent content, GoodObject object) {}

    /** The documents of the file that was asked for last, by the place of their names. */
    private record Parsed(FileContent content, Map<String, Document> documents) {

        static Parsed of(FileContent content) {
            var documents = new HashMap<String, Document>();
            YamlDocuments.of(content.file().name(), content.file().text())
                    .documents()
                    .forEach(document -> documents.put(document.locate("metadata.name"), document));
            return new Parsed(content, documents);
        }

        @SuppressWarnings("ReferenceEquality") // to compare two is to compare their texts
        boolean isOf(FileContent other) {
            return content == other;
        }
    }

    /** @param files in order: of two objects with one name the later is used */
    FilePlaces(Collection<FileContent> files) {
        for (FileContent content : files) {
            for (Finding finding : content.findings()) {
                if (finding instanceof Finding.Good(GoodObject object)) {
                    objects.put(object.description(), new Written(content, object));
                }
            }
        }
    }

    @Override
    public Optional<String> of(String object, @Nullable String field) {
        Written written = objects.get(object);
        if (written == null) {
            return Optional.empty();
        }
        String ofName = written.object().place();
        return Optional.of(field == null ? ofName : locate(written.content(), ofName, field));
    }

    private String locate(FileContent content, String ofName, String field) {
        Parsed known = parsed;
        if (known == null || !known.isOf(content)) {
            known = Parsed.of(content);
            parsed = known;
        }
        Document document = known.documents().get(ofName);
        return document == null ? ofName : document.locate(field);
    }
}
