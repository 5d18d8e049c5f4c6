package dev.sluice.filter.traffic;

import java.util.List;
import java.util.Locale;

/** Whether a client wants gzip. Source: RFC 9110, section 12.5.3. */
final class AcceptEncoding {

    private static final double UNSAID = -1;

    private AcceptEncoding() {}

    /** Whether gzip is acceptable and the client does not prefer the response as it is. */
    static boolean wantsGzip(List<String> fields) {
        double gzip = UNSAID;
        double any = UNSAID;
        double identity = 0;
        for (String field : fields) {
            for (String part : field.split(",", -1)) {
                String coding = coding(part);
                double weight = weight(part);
                switch (coding) {
                    case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
                    case "*" -> any = weight;
                    case "identity" -> identity = weight;
                    default -> {}
                }
            }
        }
        double wanted = gzip == UNSAID ? any : gzip;
        return wanted > 0 && wanted >= identity;
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
