package dev.sluice.filter.traffic;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client says of content codings, with a weight of 0 to 1 each. Source: RFC 9110, section 12.5.3. */
final class AcceptEncoding {

    private static final double UNSAID = -1;

    private double brotli = UNSAID;
    private double gzip = UNSAID;
    private double any = UNSAID;
    private double identity;

    private AcceptEncoding(List<String> fields) {
        for (String field : fields) {
            for (String part : field.split(",", -1)) {
                add(coding(part), weight(part));
            }
        }
    }

    /**
     * The coding that the client wants most; of several the first that is offered.
     *
     * @param offered the most wanted first
     * @return null: none is acceptable, or the client prefers the response as it is
     */
    static @Nullable ContentCoding choose(List<String> fields, List<ContentCoding> offered) {
        var said = new AcceptEncoding(fields);
        ContentCoding best = null;
        for (ContentCoding coding : offered) {
            double weight = said.weight(coding);
            boolean wanted = weight > 0 && weight >= said.identity;
            if (wanted && (best == null || weight > said.weight(best))) {
                best = coding;
            }
        }
        return best;
    }

    private void add(String coding, double weight) {
        switch (coding) {
            case "br" -> brotli = Math.max(brotli, weight);
            case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
            case "*" -> any = weight;
            case "identity" -> identity = weight;
            default -> {}
        }
    }

    /** Clients that name none, but take any, have at least gzip. */
    private double weight(ContentCoding coding) {
        return switch (coding) {
            case BR -> brotli;
            case GZIP -> gzip == UNSAID ? any : gzip;
        };
    }

    private static String coding(String part) {
        int end = part.indexOf(';');
        return (end < 0 ? part : part.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** 1 where none is given; 0 for what is none, for then the client does not say that it wants it. */
    private static double weight(String part) {
        int start = part.indexOf(';');
        if (start < 0) {
            return 1;
        }
        String parameter = part.substring(start + 1).strip().toLowerCase(Locale.ROOT);
        boolean isWeight = parameter.startsWith("q=") && parameter.length() <= 7;
        return isWeight ? number(parameter.substring(2)) : 0;
    }

    /** Of a qvalue: {@code 0}, {@code 1}, or one of them with up to three decimals. */
    private static double number(String text) {
        boolean isNumber = !text.isEmpty()
                && (text.charAt(0) == '0' || text.charAt(0) == '1')
                && text.chars().allMatch(letter -> letter == '.' || (letter >= '0' && letter <= '9'))
                && text.chars().filter(letter -> letter == '.').count() <= 1;
        return isNumber ? Math.min(1, Double.parseDouble(text)) : 0;
    }
}
