package dev.sluice.observe;

import dev.sluice.config.listener.Certificate;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures what configurations are served and what is wrong with those that are not. */
public final class ConfigMetrics implements PipelineObserver {

    private static final int CERTIFICATES = 200;

    private final Supplier<PipelineState> state;
    private final Timer changes;
    private final Counter failures;
    private final MultiGauge certificates;
    private final RequestMetrics requests;

    /**
     * @param state what the pipeline has done so far
     * @param requests gives up the series of routes that went
     */
    public ConfigMetrics(MeterRegistry registry, Supplier<PipelineState> state, RequestMetrics requests) {
        this.state = state;
        this.requests = requests;
        this.changes = Timer.builder("sluice.config.changes")
                .description("Accepted changes, and how long each took until requests saw it")
                .register(registry);
        this.failures = Counter.builder("sluice.config.failures")
                .description("Changes that failed by a bug or an I/O error")
                .register(registry);
        this.certificates = MultiGauge.builder("sluice.certificate.expiry")
                .description("When a served certificate expires, in seconds since 1970; 200 certificates at most")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sluice.config.version", () -> state.get().served().version())
                .description("Version of the configuration that is served")
                .register(registry);
        for (Severity severity : Severity.values()) {
            Gauge.builder("sluice.problems", () -> count(severity))
                    .description("Mistakes in the objects that users wrote, as they are now")
                    .tag("severity", severity == Severity.ERROR ? "error" : "warning")
                    .register(registry);
        }
    }

    private long count(Severity severity) {
        return state.get().problems().stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    @Override
    public void accepted(AcceptedChange change) {
        changes.record(change.took());
        PipelineState now = state.get();
        certificates.register(rows(now), true);
        requests.retain(routes(now));
    }

    private static Set<String> routes(PipelineState state) {
        return state.config().sockets().stream()
                .flatMap(socket -> socket.listeners().stream())
                .flatMap(listener -> listener.routes().stream())
                .map(route -> route.id().toString())
                .collect(Collectors.toSet());
    }

    private static List<MultiGauge.Row<?>> rows(PipelineState state) {
        return state.config().sockets().stream()
                .flatMap(socket -> socket.listeners().stream())
                .flatMap(listener -> listener.certificates().stream())
                .distinct()
                .limit(CERTIFICATES)
                .<MultiGauge.Row<?>>mapMulti((certificate, rows) -> end(certificate)
                        .ifPresent(end ->
                                rows.accept(MultiGauge.Row.of(Tags.of("certificate", certificate.source()), end))))
                .toList();
    }

    /** Empty for one that cannot be read: the status of its Listener says so. */
    private static OptionalLong end(Certificate certificate) {
        try {
            var pem = new ByteArrayInputStream(certificate.chain().getBytes(StandardCharsets.UTF_8));
            var read = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return read instanceof X509Certificate x509
                    ? OptionalLong.of(x509.getNotAfter().toInstant().getEpochSecond())
                    : OptionalLong.empty();
        } catch (CertificateException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void problems(List<Problem> problems) {
        // Gauges read them from the state.
    }

    @Override
    public void failed(String stage, Throwable cause) {
        failures.increment();
    }
}
