package dev.sluice.source.file;

/** A text that is no YAML, or not of the kind that is taken. */
final class YamlException extends Exception {

    private final Mark mark;
    private final String remedy;

    YamlException(Mark mark, String cause, String remedy) {
        super(cause, null, false, false);
        this.mark = mark;
        this.remedy = remedy;
    }

    Mark mark() {
        return mark;
    }

    String remedy() {
        return remedy;
    }
}
