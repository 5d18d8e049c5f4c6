package dev.sluice.app.inspect;

/**
 * Java looks for a logger service before it reads its first certificate, and opens every jar of the class path for
 * that: a fifth of the time of a verb. Here on a thread of its own, while the folders are read.
 */
final class LoggerSearch {

    private LoggerSearch() {}

    /** Returns at once. The process may end before the search does. */
    static void begin() {
        Thread.ofPlatform()
                .daemon()
                .name("sluice-logger-search")
                .start(() -> System.getLogger(LoggerSearch.class.getName()));
    }
}
