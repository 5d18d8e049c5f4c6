package dev.sluice.answer;

import dev.sluice.message.FieldValue;
import java.util.List;
import java.util.Locale;

/**
 * The client's choice between problem details and plain text. Source: RFC 9110, section 12.5.1.
 *
 * <p>For each of the two the most specific range decides, whatever its place; {@code application/json} is taken for
 * problem details too, for who reads the one reads the other. The higher quality wins, then the one that is named
 * without a wildcard, then the text. What cannot be read is passed over. Where neither is wanted the text is sent,
 * which serves a person better than a bare 406.
 */
final class AcceptHeader {

    private final Offer problem = new Offer("application/problem+json", "application/json", "application/*", "*/*");
    private final Offer text = new Offer("text/plain", "text/*", "*/*");

    private AcceptHeader() {}

    /**
     * Whether problem details are to be sent.
     *
     * @param values of every Accept header; empty: text
     */
    static boolean prefersProblem(List<String> values) {
        var header = new AcceptHeader();
        for (String value : values) {
            FieldValue.split(value, ',').forEach(header::consider);
        }
        return header.problem.isPreferredTo(header.text);
    }

    private void consider(String element) {
        List<String> parts = FieldValue.split(element, ';');
        String range = parts.getFirst().toLowerCase(Locale.ROOT);
        int quality = 1000;
        for (String parameter : parts.subList(1, parts.size())) {
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                quality = quality(parameter.substring(2));
            }
        }
        if (quality >= 0) {
            problem.consider(range, quality);
            text.consider(range, quality);
        }
    }

    /** In thousandths; -1 where it is none. Source: RFC 9110, section 12.4.2. */
    private static int quality(String weight) {
        int length = weight.length();
        boolean shaped = length >= 1 && length <= 5 && (length == 1 || weight.charAt(1) == '.');
        if (!shaped || (weight.charAt(0) != '0' && weight.charAt(0) != '1')) {
            return -1;
        }
        int quality = weight.charAt(0) - '0';
        for (int i = 2; i < 5; i++) {
            char digit = i < length ? weight.charAt(i) : '0';
            if (digit < '0' || digit > '9') {
                return -1;
            }
            quality = quality * 10 + digit - '0';
        }
        return quality <= 1000 ? quality : -1;
    }

    /** One of our media types, and the range that speaks for it. */
    private static final class Offer {

        private final List<String> ranges;
        private int nearest;
        private int quality;

        /**
         * @param ranges that cover it, the most specific first
         */
        Offer(String... ranges) {
            this.ranges = List.of(ranges);
            this.nearest = ranges.length;
        }

        void consider(String range, int newQuality) {
            int specificity = ranges.indexOf(range);
            if (specificity >= 0 && specificity < nearest) {
                nearest = specificity;
                quality = newQuality;
            }
        }

        boolean isPreferredTo(Offer other) {
            return quality > other.quality
                    || (quality > 0 && quality == other.quality && isNamed() && !other.isNamed());
        }

        private boolean isNamed() {
            return nearest < ranges.size() && !ranges.get(nearest).endsWith("*");
        }
    }
}
