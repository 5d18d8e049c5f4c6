package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./sluice} itself, with programs in place of Java and Maven. */
@EnabledIf("dev.sluice.app.LauncherHome#isPosix")
class LauncherTest {

    private static final String OPTIONS = "<@HOME/gateway-app/verbs.options><-Dapp.home=HOME>";
    private static final String CACHED = OPTIONS + "<-XX:AOTCache=PREPARED/verbs.aot><-Xlog:aot*=off,cds*=off>";
    /** Of verbs that answer and end. */
    private static final String PREPARED = CACHED + "<-jar><PREPARED/sluice.jar>";
    /** Of verbs that serve. */
    private static final String SERVING = PREPARED.replace("verbs.", "jvm.");

    /** One of each. */
    private static final int RECORDS = 2;

    private static final String UNPREPARED = OPTIONS + "<-jar><HOME/gateway-app/target/sluice.jar>";

    /** A gateway that says when it has started. */
    private static final String FIRST = "<@HOME/gateway-app/jvm.options><-Dapp.home=HOME>"
            + "<-Dapp.started=HOME/gateway-app/target/STARTED><-jar><HOME/gateway-app/target/sluice.jar>";

    private static final String EXTRACTION =
            "<-Djarmode=tools><-jar><HOME/gateway-app/target/sluice.jar><extract><--destination><NEW>";

    private static final List<String> RECORDING = List.of(
            EXTRACTION,
            "<@HOME/gateway-app/jvm.options><-XX:AOTCacheOutput=NEW/jvm.aot>"
                    + "<-Xlog:aot*=off,cds*=off><-jar><NEW/sluice.jar><train><HOME/examples/quickstart>",
            "<@HOME/gateway-app/verbs.options><-XX:AOTCacheOutput=NEW/verbs.aot>"
                    + "<-Xlog:aot*=off,cds*=off><-jar><NEW/sluice.jar><train><--verbs><HOME/examples/quickstart>");

    private LauncherHome home;

    @BeforeEach
    void makeHome(@TempDir Path temporary) throws IOException {
        home = new LauncherHome(temporary);
    }

    @Nested
    class ALaunch {

        @BeforeEach
        void installJava() throws IOException {
            home.withJava();
        }

        @Test
        void ofAVerbThatAnswersRecordsOncePerBuildAndStartsWithTheRecord() throws Exception {
            assertThat(home.launch("check", "shop").told())
                    .isEqualTo("sluice: preparing fast starts (once per build)\n");
            assertThat(home.launch("check", "shop").told()).isEmpty();

            assertThat(home.callsWithoutJava())
                    .startsWith(RECORDING.toArray(String[]::new))
                    .endsWith(PREPARED + "<check><shop>", PREPARED + "<check><shop>")
                    .hasSize(RECORDING.size() + 2);
            assertThat(home.targetFiles()).containsExactly("prepared", "sluice.jar", "sluice.jar.original");
        }

        @Test
        void recordsAgainForAnotherJarAndAnotherJava() throws Exception {
            home.launch();
            Files.writeString(home.target().resolve("sluice.jar"), "another jar");
            home.launch();
            home.with("JAVA_HOME", home.user().resolve("own").toString());
            home.java(home.user().resolve("own"), LauncherHome.NEEDED + 1);
            home.launch();

            assertThat(home.callsWith("<train>")).isEqualTo(3 * RECORDS);
        }

        /** As two builds of the same sources do. */
        @Test
        void recordsAgainForAnotherJarOfTheSameDate() throws Exception {
            Path jar = home.target().resolve("sluice.jar");
            var date = Files.getLastModifiedTime(jar);
            home.launch();
            Files.writeString(jar, "rab");
            Files.setLastModifiedTime(jar, date);
            home.launch();

            assertThat(home.callsWith("<train>")).isEqualTo(2 * RECORDS);
        }

        /** To read the whole jar takes longer than most verbs do. */
        @Test
        void readsTheJarOnlyWhereAFileWasChangedSince() throws Exception {
            home.noted("cksum").launch();
            long first = home.callsWith("<cksum>");
            home.launch();
            assertThat(home.callsWith("<cksum>")).isEqualTo(first);

            Files.writeString(home.root().resolve("gateway-app/verbs.options"), "-Xmx2g\n");
            home.launch();
            assertThat(home.callsWith("<cksum>")).isEqualTo(first + 1);
        }

        @Test
        void handsEachArgumentOnAsOneWord() throws Exception {
            home.launch("check", "a folder", "", "*", "it's");

            assertThat(home.lastCall()).isEqualTo(PREPARED + "<check><a folder><><*><it's>");
        }

        @Test
        void takesJavaOptsAsWords() throws Exception {
            home.with("JAVA_OPTS", "-Xmx2g -Dx=y").launch("version");

            assertThat(home.lastCall()).isEqualTo(CACHED + "<-Xmx2g><-Dx=y><-jar><PREPARED/sluice.jar><version>");
        }

        @ParameterizedTest
        @ValueSource(strings = {"run", "demo", "echo", "mesh", "train"})
        void ofAVerbThatServesHasTheOptionsOfAGateway(String verb) throws Exception {
            home.launch();
            home.launch(verb, "shop");

            assertThat(home.lastCall()).isEqualTo(SERVING + "<" + verb + "><shop>");
        }

        @ParameterizedTest
        @ValueSource(strings = {"check", "explain", "status", "routes", "help"})
        void ofAVerbThatAnswersAndEndsHasARecordOfItsOwn(String verb) throws Exception {
            home.launch(verb, "shop");

            assertThat(home.lastCall()).isEqualTo(PREPARED + "<" + verb + "><shop>");
        }

        @Test
        void endsAsTheProgramEnds() throws Exception {
            assertThat(home.with("SERVE_STATUS", "2").launch("wrong").status()).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"an absolute link", "a relative link", "a link to a link"})
        void findsItsHomeThrough(String link) throws Exception {
            Path launcher = home.root().resolve("sluice");
            Path folder = Files.createDirectory(home.user().resolve("my links"));
            Files.createSymbolicLink(folder.resolve("an absolute link"), launcher);
            Files.createSymbolicLink(folder.resolve("a relative link"), folder.relativize(launcher));
            Files.createSymbolicLink(home.user().resolve("a link to a link"), Path.of("my links/a relative link"));
            Files.createSymbolicLink(folder.resolve("a link to a link"), Path.of("../a link to a link"));

            assertThat(home.launchBy("my links/" + link, "version").status()).isZero();

            assertThat(home.lastCall()).isEqualTo(PREPARED + "<version>");
        }
    }

    @Nested
    class TheJava {

        @Test
        void isTheUsersOwnChoiceFirst() throws Exception {
            Path chosen = home.withJava().java(home.user().resolve("my java"), LauncherHome.NEEDED);

            home.with("JAVA_HOME", home.user().resolve("my java").toString()).launch();

            assertThat(home.javaOfLastCall()).isEqualTo(chosen.toString());
        }

        @Test
        void isPassedOverWhereItIsTooOld() throws Exception {
            home.java(home.user().resolve("java 21"), 21);
            Files.createSymbolicLink(home.path().resolve("java"), home.user().resolve("java 21/bin/java"));
            home.with("JAVA_HOME", home.user().resolve("java 21").toString());
            home.withJava();

            home.launch();

            assertThat(home.javaOfLastCall()).contains("/.sdkman/candidates/java/the newest/");
        }

        @Test
        void isFoundOnThePathThroughLinks() throws Exception {
            Path chosen = home.java(home.user().resolve("java new"), LauncherHome.NEEDED);
            Files.createSymbolicLink(home.user().resolve("alternative"), Path.of("java new/bin/java"));
            Files.createSymbolicLink(home.path().resolve("java"), home.user().resolve("alternative"));

            home.launch();

            assertThat(home.javaOfLastCall()).isEqualTo(chosen.toString());
        }

        @Test
        void isAskedForItsVersionWhereNoFileSaysIt() throws Exception {
            home.with("JAVA_HOME", home.user().resolve("plain").toString());
            Path chosen = home.javaWithoutRelease(home.user().resolve("plain"), LauncherHome.NEEDED);

            home.launch();

            assertThat(home.javaOfLastCall()).isEqualTo(chosen.toString());
        }

        @Test
        void isNamedWithARemedyWhereThereIsNone() throws Exception {
            var ended = home.launch("version");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.told())
                    .isEqualTo("sluice: needs Java " + LauncherHome.NEEDED
                            + " or newer and found none. Install one (https://adoptium.net) or set JAVA_HOME to it.\n");
            assertThat(home.calls()).isEmpty();
        }
    }

    @Nested
    class TheBuild {

        @BeforeEach
        void installJava() throws IOException {
            home.withJava();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "pom.xml",
                    "gateway-app/pom.xml",
                    "gateway-app/src/main/java/A.java",
                    "gateway-api-adapter/pom.xml",
                    "gateway-api-adapter/kubernetes/pom.xml",
                    "build-tools/bom/pom.xml",
                    "build-tools/picocli/pom.xml",
                    "gateway-api-adapter/src/main/java/B.java",
                    "session-store/pom.xml",
                    "session-store/src/main/java/C.java"
                })
        void runsWhereASourceIsNewerThanTheJar(String source) throws Exception {
            home.launch();
            assertThat(home.callsWith("<mvn>")).isZero();
            home.touch(source);

            assertThat(home.launch("version").told()).contains("sluice: building gateway-app/target/sluice.jar");

            assertThat(home.callsWith("<mvn>")).isEqualTo(1);
            assertThat(home.calls())
                    .anyMatch(call -> call.contains("<-f><HOME/pom.xml>") && call.endsWith("<package>"));
            assertThat(home.lastCall()).isEqualTo(PREPARED + "<version>");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sluice.jar", "sluice.jar.original"})
        void runsWhereAResultIsMissing(String result) throws Exception {
            Files.delete(home.target().resolve(result));

            assertThat(home.launch("version").status()).isZero();

            assertThat(home.callsWith("<mvn>")).isEqualTo(1);
            assertThat(home.lastCall()).isEqualTo(PREPARED + "<version>");
        }

        @Test
        void isNotNeededWhereThereAreNoSources() throws Exception {
            Files.delete(home.root().resolve("gateway-app/src/main/java"));
            Files.delete(home.root().resolve("gateway-app/src/main"));
            Files.delete(home.root().resolve("gateway-app/src"));
            Files.delete(home.target().resolve("sluice.jar.original"));

            home.launch("version");

            assertThat(home.callsWith("<mvn>")).isZero();
            assertThat(home.lastCall()).isEqualTo(PREPARED + "<version>");
        }

        @Test
        void endsTheLaunchWhereItFails() throws Exception {
            home.touch("pom.xml");

            var ended = home.with("MAVEN_STATUS", "1").launch("version");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.told()).endsWith("sluice: the build failed; the reason is above.\n");
            assertThat(home.calls()).hasSize(1);
            assertThat(home.targetFiles()).containsExactly("sluice.jar", "sluice.jar.original");
        }

        @Test
        void namesMavenWhereItIsMissing() throws Exception {
            Files.delete(home.path().resolve("mvn"));
            home.touch("pom.xml");

            var ended = home.launch("version");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.told()).contains("no 'mvn' on the path").contains("Install Maven");
        }
    }

    @Nested
    class WithoutARecord {

        @BeforeEach
        void installJava() throws IOException {
            home.withJava();
        }

        @Test
        void aFailedTrainingStartsWithoutACacheAndIsNotRepeated() throws Exception {
            home.with("TRAIN_STATUS", "1");
            assertThat(home.launch("version").status()).isZero();
            assertThat(home.launch("version").status()).isZero();

            assertThat(home.callsWith("<train>")).isEqualTo(RECORDS);
            assertThat(home.lastCall()).isEqualTo(OPTIONS + "<-jar><PREPARED/sluice.jar><version>");
        }

        @Test
        void aJarThatCannotBeExtractedIsStartedAsItIs() throws Exception {
            assertThat(home.with("EXTRACT_STATUS", "1").launch("version").status())
                    .isZero();

            assertThat(home.lastCall()).isEqualTo(UNPREPARED + "<version>");
            assertThat(home.targetFiles()).containsExactly("sluice.jar", "sluice.jar.original");
        }
    }

    @Nested
    class AFirstGateway {

        private Path starting;
        private Path serving;
        private Process gateway;

        @BeforeEach
        void start() throws IOException {
            home.withJava();
            starting = Files.createFile(home.user().resolve("starting"));
            serving = Files.createFile(home.user().resolve("serving"));
            gateway = home.start(home.root().resolve("sluice").toString(), "demo", "shop");
            await().until(() -> home.callsWith("<demo>") == 1);
        }

        private LauncherHome.Ended end() throws Exception {
            Files.deleteIfExists(starting);
            Files.delete(serving);
            return LauncherHome.end(gateway);
        }

        private void awaitRecord() {
            await().until(() -> home.targetFiles().equals(List.of("prepared", "sluice.jar", "sluice.jar.original")));
        }

        @Test
        void servesBeforeItsStartIsRecorded() throws Exception {
            assertThat(home.lastCall()).isEqualTo(FIRST + "<demo><shop>");
            Files.delete(starting);
            awaitRecord();

            assertThat(gateway.isAlive()).isTrue();
            assertThat(home.callsWithoutJava().subList(1, 1 + RECORDING.size())).isEqualTo(RECORDING);
            assertThat(end().told())
                    .isEqualTo(
                            "sluice: fast starts are prepared next to the gateway, once it has started (once per build)\n");
            assertThat(home.launch("demo", "shop").told()).isEmpty();
            assertThat(home.lastCall()).isEqualTo(SERVING + "<demo><shop>");
        }

        @Test
        void leavesNoRecordWhereItEndsBeforeItHasStarted() throws Exception {
            gateway.destroyForcibly();
            gateway.waitFor();
            Files.delete(starting);
            Files.delete(serving);

            assertThat(home.launch("run", "shop").status()).isZero();
            await().until(() -> home.targetFiles().equals(List.of("sluice.jar", "sluice.jar.original")));
            assertThat(home.callsWithoutJava()).containsExactly(FIRST + "<demo><shop>", FIRST + "<run><shop>");
        }

        @Test
        void endsTheRecordingWithItself() throws Exception {
            Files.createFile(home.user().resolve("training"));
            Files.delete(starting);
            await().until(() -> home.callsWith("<train>") == 1);

            assertThat(end().status()).isZero();

            await().until(() -> home.targetFiles().equals(List.of("sluice.jar", "sluice.jar.original")));
            assertThat(home.callsWith("<train>")).isEqualTo(1);
        }

        @Test
        void isNotWaitedForByOthersAndTheyDoNotRecordToo() throws Exception {
            Path training = Files.createFile(home.user().resolve("training"));
            Files.delete(starting);
            await().until(() -> home.callsWith("<train>") == 1);
            Path lock = home.target().resolve("launch.lock");
            long holder = Long.parseLong(Files.readSymbolicLink(lock).toString());

            assertThat(home.launch("version").told()).isEmpty();
            assertThat(home.lastCall()).isEqualTo(UNPREPARED + "<version>");
            assertThat(holder).isNotEqualTo(gateway.pid());
            assertThat(ProcessHandle.of(holder))
                    .hasValueSatisfying(it -> assertThat(it.isAlive()).isTrue());

            Files.delete(training);
            awaitRecord();
            assertThat(home.callsWith("<train>")).isEqualTo(RECORDS);
            end();
        }
    }

    @Nested
    class TwoLaunchesAtOnce {

        @BeforeEach
        void installJava() throws IOException {
            home.withJava();
        }

        @Test
        void buildAndRecordOnce() throws Exception {
            Path hold = Files.createFile(home.user().resolve("wait"));
            Files.delete(home.target().resolve("sluice.jar"));
            String launcher = home.root().resolve("sluice").toString();
            Path serving = Files.createFile(home.user().resolve("serving"));
            Process first = home.start(launcher, "run", "one");
            await().until(() -> home.callsWith("<mvn>") == 1);
            Process second = home.start(launcher, "run", "two");
            String waiting = second.errorReader().readLine();
            Files.delete(hold);
            await().until(() -> home.targetFiles().equals(List.of("prepared", "sluice.jar", "sluice.jar.original")));
            Files.delete(serving);

            assertThat(LauncherHome.end(first).status()).isZero();
            assertThat(LauncherHome.end(second).status()).isZero();
            assertThat(waiting).isEqualTo("sluice: waiting for another launch, which builds or prepares");
            assertThat(home.callsWith("<mvn>")).isEqualTo(1);
            assertThat(home.callsWith("<train>")).isEqualTo(RECORDS);
            assertThat(home.calls().stream().filter(call -> call.contains("<run>")))
                    .hasSize(2)
                    .allMatch(call -> call.contains(FIRST) || call.contains(SERVING));
            assertThat(home.targetFiles()).containsExactly("prepared", "sluice.jar", "sluice.jar.original");
        }

        @Test
        void doNotWaitForOneThatWasKilled() throws Exception {
            Process killed = home.start("/bin/sh", "-c", ":");
            killed.waitFor();
            Files.createSymbolicLink(home.target().resolve("launch.lock"), Path.of(Long.toString(killed.pid())));

            assertThat(home.launch("version").told()).doesNotContain("waiting");

            assertThat(home.lastCall()).isEqualTo(PREPARED + "<version>");
            assertThat(home.targetFiles()).isEqualTo(List.of("prepared", "sluice.jar", "sluice.jar.original"));
        }
    }
}
