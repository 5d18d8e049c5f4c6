package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.tls.TlsLibrary;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates change for as long as a gateway runs. */
final class BackendTlsRotationTest extends UpstreamFixture {

    private static final String HOST = "shop.example.com";
    private static final X509Bundle CA = Issuers.root("ca");

    @Test
    void thousandRotationsLeaveNothing() throws Exception {
        use(new UpstreamTls(TlsLibrary.AUTO));
        List<WeakReference<SslContext>> contexts = new ArrayList<>();
        try (RawBackend backend = RawBackend.answering(TlsSockets.of(Issuers.issued(CA, HOST)))) {
            for (int i = 0; i < 1000; i++) {
                Upstream shop = serve(BackendProtocol.HTTP, profile(i), backend.endpoint());
                assertThat(received(exchange(shop, get())).status().code()).isEqualTo(200);
                TlsProfile used = shop.pool(backend.endpoint()).target().tls();
                contexts.add(new WeakReference<>(requireNonNull(used).context(Offer.EITHER)));
            }
            await().atMost(PATIENCE).until(() -> {
                System.gc();
                return contexts.stream().filter(each -> each.get() != null).count() <= 2;
            });
            await().atMost(PATIENCE).until(() -> backend.open() == 1);
        }
    }

    private static BackendTls profile(int number) {
        List<SubjectName> names = List.of(
                new SubjectName(SubjectName.Type.HOSTNAME, HOST),
                new SubjectName(SubjectName.Type.HOSTNAME, "n" + number + ".example.com"));
        return new BackendTls(HOST, names, Issuers.trust(CA), null);
    }
}
