package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a cluster mounts: ConfigMaps, and files that Secrets name. */
class MountedFilesTest extends WatchedFolder {

    @Nested
    class MountedConfigMaps {

        @Test
        void aSwapOfTheLinkIsTakenAndNothingIsReadTwice() throws IOException {
            source.close();
            Path mount = Files.createDirectory(temp.resolve("mount"));
            version(mount, "..2026_01", "one");
            Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
            Files.createSymbolicLink(mount.resolve("cart.yaml"), Path.of("..data/cart.yaml"));
            start(mount);
            assertThat(source.current().problems()).isEmpty();

            version(mount, "..2026_02", "two");
            Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
            Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            soon(it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        private void version(Path mount, String name, String host) throws IOException {
            Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("cart.yaml"), route(host));
        }
    }

    @Nested
    class FilesOfSecrets {

        static final String SECRET = """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: tls
                  annotations: {sluice.dev/data-files: "tls.crt=%s"}
                """;

        @Test
        void areReadAndWatched() throws IOException {
            Files.writeString(Files.createDirectory(folder.resolve("certs")).resolve("shop.crt"), "one");
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("certs/shop.crt"));
            soon(it -> value().equals("one"));

            Files.writeString(folder.resolve("certs/shop.crt"), "two");
            soon(it -> value().equals("two"));
        }

        @Test
        void mayNotLieOutsideTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("../key"));

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void mayNotBeLinksOutOfTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.createSymbolicLink(folder.resolve("key"), temp.resolve("key"));
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("key"));

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void oneThatIsMissingIsAMistakeUntilItIsThere() throws IOException {
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("late.crt"));
            soon(it -> hasError(it));

            Files.writeString(folder.resolve("late.crt"), "now");
            soon(it -> value().equals("now"));
        }

        @Test
        void aPairOfWhichOneHasChangedStaysUntilTheOtherFollows() throws IOException {
            pair(SOON);
            Files.writeString(folder.resolve("tls.key"), "key2");
            Files.writeString(folder.resolve("cart.yaml"), route("two"));
            soon(it -> hostname().equals("two.example.com"));
            assertThat(value()).isEqualTo("crt1");
            assertThat(value("tls.key")).isEqualTo("key1");

            Files.writeString(folder.resolve("tls.crt"), "crt2");
            soon(it -> value().equals("crt2"));
            assertThat(value("tls.key")).isEqualTo("key2");
        }

        /**
         * A certificate that is renewed with the same key. By then its file is not fresh any more, which is a reason to
         * look too.
         */
        @Test
        void aPairOfWhichOneStaysAsItWasIsTakenInTheEnd() throws IOException {
            pair(Duration.ofMillis(2500));
            Files.writeString(folder.resolve("tls.crt"), "crt2");

            soon(it -> value().equals("crt2"));
            assertThat(value("tls.key")).isEqualTo("key1");
        }

        @Test
        void aPairThatOtherFilesAreNamedForIsTakenAtOnce() throws IOException {
            pair(SOON);
            Files.writeString(folder.resolve("new.crt"), "crt2");
            Files.writeString(folder.resolve("tls.yaml"), PAIR.replace("=tls.crt", "=new.crt"));

            soon(it -> value().equals("crt2"));
        }

        private static final String PAIR = SECRET.formatted("tls.crt,tls.key=tls.key");

        private void pair(Duration longest) throws IOException {
            source.close();
            Files.writeString(folder.resolve("tls.crt"), "crt1");
            Files.writeString(folder.resolve("tls.key"), "key1");
            Files.writeString(folder.resolve("tls.yaml"), PAIR);
            start(
                    new FileSource.Timing(
                            Duration.ofMillis(50), longest, Duration.ofMillis(300), Duration.ofSeconds(5)),
                    folder);
            assertThat(value()).isEqualTo("crt1");
        }

        private String value() {
            return value("tls.crt");
        }

        private String value(String key) {
            var secret = source.current().state().all(Kinds.SECRET).get(new ObjectName("default", "tls"));
            return secret == null ? "" : new String(secret.data().getOrDefault(key, new byte[0]), UTF_8);
        }
    }
}
