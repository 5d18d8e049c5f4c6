package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a change is noticed, and when it is read. */
class FolderWatchTest extends WatchedFolder {

    /** With ten minutes between looks. */
    @Nested
    class WithoutPolling {

        @Test
        void aChangeIsReported() throws IOException {
            startWatchingOnly(folder);
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
        }

        @Test
        void aChangeInAFolderThatIsNewIsReported() throws IOException {
            startWatchingOnly(folder);
            Path inner = Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(inner.resolve("more.yaml"), route("two").replace("cart", "more"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);

            Files.delete(inner.resolve("more.yaml"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 1);
        }

        @Test
        void aSwitchOfALinkToTheFolderIsReported() throws IOException {
            Path current = releases();
            startWatchingOnly(current);
            point(current, "v2");

            soon(it -> hostname().equals("v2.example.com"));
            Files.writeString(temp.resolve("v2/cart.yaml"), route("three"));
            soon(it -> hostname().equals("three.example.com"));
        }

        @Test
        void aSwitchOfALinkAboveTheFolderIsReported() throws IOException {
            Path current = releases();
            Files.createDirectory(temp.resolve("v1/deep"));
            Files.createDirectory(temp.resolve("v2/deep"));
            Files.writeString(temp.resolve("v1/deep/cart.yaml"), route("deep1"));
            Files.writeString(temp.resolve("v2/deep/cart.yaml"), route("deep2"));
            startWatchingOnly(current.resolve("deep"));
            point(current, "v2");

            soon(it -> hostname().equals("deep2.example.com"));
        }

        @Test
        void aChangeOfAFileThatALinkLeadsToIsReported() throws IOException {
            Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
            Files.writeString(elsewhere.resolve("text"), route("linked").replace("cart", "linked"));
            Files.createSymbolicLink(folder.resolve("linked.yaml"), elsewhere.resolve("text"));
            startWatchingOnly(folder);
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
            Files.writeString(elsewhere.resolve("text"), route("gone").replace("cart", "other"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).containsKey(new ObjectName("default", "other")));
        }

        @Test
        void aFolderThatComesLaterIsReported() throws IOException {
            Path later = temp.resolve("later/manifests");
            source.close();
            start(WATCHING_ONLY, later);
            Files.createDirectories(later);
            Files.writeString(later.resolve("cart.yaml"), route("late"));

            soon(it -> it.complete() && it.state().all(Kinds.HTTP_ROUTE).containsKey(CART));
        }

        @Test
        void aFileThatIsNotReadIsNoChange() throws IOException {
            await().atMost(SOON).until(() -> changes.get() == 1);
            startWatchingOnly(folder);
            await().atMost(SOON).until(() -> changes.get() == 2);
            Files.writeString(folder.resolve("log.txt"), "line");
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            await().atMost(SOON).until(() -> changes.get() == 3);
        }

        private Path releases() throws IOException {
            for (String version : List.of("v1", "v2")) {
                Path release = Files.createDirectory(temp.resolve(version));
                Files.writeString(release.resolve("cart.yaml"), route(version));
            }
            return Files.createSymbolicLink(temp.resolve("current"), Path.of("v1"));
        }

        private void point(Path link, String target) throws IOException {
            Path next = Files.createSymbolicLink(temp.resolve("next"), Path.of(target));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Nested
    class ACheckout {

        /** It takes three times as long as the debounce time. */
        @Test
        void isNotReadBeforeItIsComplete() throws IOException {
            var seen = new ConcurrentSkipListSet<Integer>();
            source.close();
            source = new FileSource(
                    List.of(folder),
                    new FileSource.Timing(Duration.ofSeconds(1), SOON, Duration.ofMillis(100), Duration.ofMillis(100)),
                    HeapGuard.unlimited());
            source.start(() ->
                    seen.add(source.current().state().all(Kinds.HTTP_ROUTE).size()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            for (int i = 0; System.nanoTime() < end; i++) {
                replace(folder.resolve("first.yaml"), route("v" + i).replace("cart", "first"));
            }
            Files.writeString(folder.resolve("last.yaml"), route("last").replace("cart", "last"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 3);
            assertThat(seen).containsOnly(1, 3);
        }

        @Test
        void thatNeverEndsIsReadAfterTheLongestTime() throws Exception {
            source.close();
            start(
                    new FileSource.Timing(
                            Duration.ofMillis(100),
                            Duration.ofMillis(300),
                            Duration.ofMillis(50),
                            Duration.ofMillis(50)),
                    folder);
            var done = new AtomicBoolean();
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; !done.get(); i++) {
                    replace(folder.resolve("cart.yaml"), route("v" + i));
                }
            });
            try {
                soon(it -> !hostname().equals("one.example.com"));
            } finally {
                done.set(true);
                writer.join();
            }
        }

        private static void replace(Path file, String text) {
            try {
                Path part = Files.writeString(file.resolveSibling(".part"), text);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
