import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process uses, as Linux tells it.
 *
 * @param residentMiB memory
 * @param descriptors open files and sockets
 * @param threads of the system; virtual threads are none
 */
record ProcessUse(long residentMiB, int descriptors, int threads) {

    static ProcessUse of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        long resident = 0;
        int threads = 0;
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = number(line) / 1024;
            } else if (line.startsWith("Threads:")) {
                threads = (int) number(line);
            }
        }
        String[] descriptors = process.resolve("fd").toFile().list();
        return new ProcessUse(resident, descriptors == null ? 0 : descriptors.length, threads);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    @Override
    public String toString() {
        return "%d MiB resident, %d descriptors, %d threads".formatted(residentMiB, descriptors, threads);
    }
}
