package dev.sluice.filter;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.convert.converter.Converter;

/** A duration with its unit, such as {@code 30s}: of a bare number nobody knows what it means. */
final class GivenDuration implements Converter<String, Duration> {

    @Override
    public Duration convert(String text) {
        if (text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1))) {
            throw new IllegalArgumentException("\"%s\" has no unit; write it as 500ms, 30s, 5m or 1h".formatted(text));
        }
        return DurationStyle.detectAndParse(text);
    }
}
