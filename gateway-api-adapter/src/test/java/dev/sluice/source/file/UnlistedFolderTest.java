package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.resource.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Folders that the system does not open. */
class UnlistedFolderTest extends WatchedFolder {

    /** The last good objects stay, for what such a folder holds is not known. */
    @Nested
    class AFolderThatCannotBeListed {

        private Path inner;

        @BeforeEach
        void addAFolderWithARoute() throws IOException {
            inner = Files.createDirectory(folder.resolve("inner"));
            Files.writeString(inner.resolve("more.yaml"), route("more").replace("cart", "more"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);
        }

        @Test
        void isAMistakeWhereItMayNotBeOpened() throws IOException {
            staysWithout(inner);
        }

        @Test
        void isAMistakeWhereItIsTheConfiguredOne() throws IOException {
            staysWithout(folder);
        }

        @Test
        void isAMistakeWhereItsFilesMayNotBeReached() throws IOException {
            staysWith(inner, "r--------");
        }

        /** No system opens a path as long as this, for no user. */
        @Test
        void isAMistakeWhereItsNameIsTooLong() throws IOException {
            Path deep = chain(folder.resolve("deep"));
            Path longer = chain(temp.resolve("longer"));

            Files.move(temp.resolve("longer"), deep.resolve("longer"));
            try {
                soon(it -> hasError(it));
                assertThat(causes()).singleElement().asString().contains("cannot be listed");
                assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
            } finally {
                Files.move(deep.resolve("longer"), temp.resolve("longer"));
            }
            soon(it -> !hasError(it));
            assertThat(longer).exists();
        }

        @Test
        void isAMistakeWhereALinkInACircleHasTakenItsPlace() throws IOException {
            Files.move(inner, temp.resolve("away"));
            Files.createSymbolicLink(inner, inner);

            soon(it -> hasError(it));
            assertThat(causes()).singleElement().asString().contains("cannot be listed");
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
        }

        @Test
        void isOfNoInterestWhereItIsHidden() throws IOException {
            Files.createSymbolicLink(folder.resolve(".hidden"), Path.of(".hidden"));
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void isGoneWhereItIsDeleted() throws IOException {
            Files.delete(inner.resolve("more.yaml"));
            Files.delete(inner);

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 1);
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void isListedOnceWhereALinkLeadsBackToIt() throws IOException {
            Files.createSymbolicLink(inner.resolve("back"), folder);
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        private void staysWithout(Path closed) throws IOException {
            staysWith(closed, "---------");
        }

        private void staysWith(Path closed, String permissions) throws IOException {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(closed);
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(permissions));
            try {
                assumeFalse(Files.isExecutable(closed), "root may open every folder");
                soon(it -> hasError(it));
                assertThat(causes()).allSatisfy(cause -> assertThat(cause).contains("permission denied"));
                assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
                assertThat(hostname()).isEqualTo("one.example.com");
            } finally {
                Files.setPosixFilePermissions(closed, before);
            }
            soon(it -> !hasError(it));
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
        }

        /** The last of ten folders, each within the other, of 2,000 characters together. */
        private static Path chain(Path first) throws IOException {
            Path last = first;
            for (int i = 0; i < 10; i++) {
                last = last.resolve("n".repeat(220));
            }
            return Files.createDirectories(last);
        }
    }
}
