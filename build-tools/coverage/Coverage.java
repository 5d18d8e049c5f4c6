import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks the share of instructions that tests run, package by package: {@code Coverage <floors> <jacoco.csv>}.
 *
 * <p>Every package reaches {@value #FLOOR}, but for those that the file of floors names, one {@code package floor} a
 * line. That list only shrinks: a package that reaches the common floor, or is gone, must leave it.
 */
class Coverage {

    private static final double FLOOR = 0.90;

    private record Count(long missed, long covered) {

        Count plus(Count other) {
            return new Count(missed + other.missed, covered + other.covered);
        }

        double share() {
            return covered + missed == 0 ? 1 : (double) covered / (covered + missed);
        }
    }

    public static void main(String[] args) throws IOException {
        Map<String, Double> floors = floors(Path.of(args[0]));
        Map<String, Count> packages = packages(Path.of(args[1]));
        List<String> faults = new ArrayList<>();
        packages.forEach((name, count) -> {
            double floor = floors.getOrDefault(name, FLOOR);
            if (count.share() < floor) {
                faults.add(format("%s: %.3f of its instructions are run (at least %.2f)", name, count.share(), floor));
            } else if (floor < FLOOR && count.share() >= FLOOR) {
                faults.add(format(
                        "%s: %.3f of its instructions are run; take it out of %s", name, count.share(), args[0]));
            }
        });
        floors.keySet().stream()
                .filter(name -> !packages.containsKey(name))
                .forEach(name -> faults.add(format("%s: there is no such package; take it out of %s", name, args[0])));
        Count all = packages.values().stream().reduce(new Count(0, 0), Count::plus);
        System.out.println(format(
                "Coverage: %.3f of the instructions of %d packages; at fault: %d",
                all.share(), packages.size(), faults.size()));
        faults.forEach(fault -> System.out.println("  " + fault));
        if (packages.isEmpty() || !faults.isEmpty()) {
            System.exit(1);
        }
    }

    private static Map<String, Double> floors(Path file) throws IOException {
        Map<String, Double> floors = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.split(" +");
                floors.put(words[0], Double.valueOf(words[1]));
            }
        }
        return floors;
    }

    /** By the columns GROUP, PACKAGE, CLASS, INSTRUCTION_MISSED, INSTRUCTION_COVERED. */
    private static Map<String, Count> packages(Path csv) throws IOException {
        Map<String, Count> packages = new TreeMap<>();
        Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(","))
                .forEach(columns -> packages.merge(
                        columns[1], new Count(Long.parseLong(columns[3]), Long.parseLong(columns[4])), Count::plus));
        return packages;
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
