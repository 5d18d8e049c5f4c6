package dev.sluice.filter.traffic;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import java.util.List;

/**
 * Which responses are compressed.
 *
 * @param types media types without parameters; {@code text/*} for all of a type
 * @param minSize shorter responses stay as they are
 * @param level 1, which is fast, to 9, which is small
 * @param encodings that are offered, the most wanted first; empty: those that there are
 */
public record CompressionArguments(
        @Meaning(
                value = "Media types that are compressed, such as `application/json` or `text/*`",
                byDefault = "`text/*`, JSON, XML, JavaScript and SVG")
        List<String> types,

        @Meaning(value = "Responses that say that they are shorter stay as they are", byDefault = "`1KB`")
        String minSize,

        @Meaning(value = "1, which is fast, to 9, which is small", byDefault = "4")
        Integer level,

        @Meaning(
                value = "What is offered, the most wanted first: `br`, `gzip`",
                byDefault = "`[br, gzip]`, without `br` where its library is missing")
        List<ContentCoding> encodings) {

    private static final List<String> USUAL = List.of(
            "text/*",
            "application/javascript",
            "application/json",
            "application/ld+json",
            "application/manifest+json",
            "application/problem+json",
            "application/xhtml+xml",
            "application/xml",
            "image/svg+xml");

    public CompressionArguments {
        types = types == null || types.isEmpty() ? USUAL : List.copyOf(types);
        minSize = minSize == null ? "1KB" : minSize;
        level = level == null ? Integer.valueOf(4) : level;
        encodings =
                encodings == null ? List.of() : encodings.stream().distinct().toList();
        for (int i = 0; i < types.size(); i++) {
            if (!MediaTypes.isPattern(types.get(i))) {
                throw new InvalidArgument(
                        "types[%d]".formatted(i),
                        "\"%s\" is no media type; write it as application/json or text/*".formatted(types.get(i)));
            }
        }
        Sizes.octets("minSize", minSize);
        if (level < 1 || level > 9) {
            throw new InvalidArgument("level", "%d is not within 1-9; set it".formatted(level));
        }
    }

    /** Of them those that this machine has are offered. */
    List<ContentCoding> offered() {
        return encodings.isEmpty() ? List.of(ContentCoding.BR, ContentCoding.GZIP) : encodings;
    }

    /** In octets. */
    long shortest() {
        return Sizes.octets("minSize", minSize);
    }
}
