package dev.sluice.autoconfigure;

import dev.sluice.balance.BalanceSettings;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.validation.annotation.Validated;

/**
 * Which endpoint of a backend takes the next request; the same for every backend.
 *
 * @param slowStart How long the share of an endpoint that is new, or back after an ejection, grows from nothing to that
 *     of the others; 0 for its whole share at once. Has no effect where no other endpoint was there before.
 * @param failures Failed requests in a row that eject an endpoint: responses with a status of 500 or above, broken
 *     connections, late responses, failures to connect.
 * @param connectFailures Failures to connect in a row that eject an endpoint.
 * @param ejection How long an ejected endpoint gets no request. Twice as long the second time in a row, three times as
 *     long the third, and so on.
 * @param longestEjection What the time of an ejection grows to.
 * @param maxEjectedPercent Maximum share of the endpoints of a backend that may be ejected at the same time, in
 *     percent; at least one may, and one always remains. 0: none is ever ejected.
 */
@ConfigurationProperties("sluice.balance")
@Validated
public record BalanceProperties(
        @DefaultValue("10s") @DurationMin(millis = 0) Duration slowStart,
        @DefaultValue("3") @Min(1) int failures,
        @DefaultValue("2") @Min(1) int connectFailures,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration ejection,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration longestEjection,
        @DefaultValue("50") @Min(0) @Max(100) int maxEjectedPercent) {

    BalanceSettings settings() {
        if (longestEjection.compareTo(ejection) < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.balance.longest-ejection",
                    longestEjection,
                    "it is shorter than sluice.balance.ejection, which is %d ms: set it to that or more"
                            .formatted(ejection.toMillis()));
        }
        return new BalanceSettings(slowStart, failures, connectFailures, ejection, longestEjection, maxEjectedPercent);
    }
}
