package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.file.YamlText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice status}: the conditions of objects. */
@Command(
        name = "status",
        description = "Show the conditions of objects, as kubectl would after the gateway has written them.",
        exitCodeList = {
            "0:no condition says that something is wrong",
            "1:one does, or there is no answer",
            "2:the command line is wrong"
        },
        customSynopsis = {
            "sluice status [OPTION]... [KIND [NAME]] FOLDER...",
            "       sluice status [OPTION]... [KIND [NAME]] --management HOST:PORT",
            "       sluice status [OPTION]... [KIND [NAME]] --dump FILE"
        })
public final class StatusCommand extends Verb {

    @Mixin
    private final InputArguments input = new InputArguments();

    @Mixin
    private final DumpArguments collected = new DumpArguments();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only objects of it (default: all namespaces).")
    private @Nullable String namespace;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only conditions that say something is wrong.")
    private boolean quiet;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, json or yaml (default: text).")
    private Format format = Format.TEXT;

    @Parameters(
            arity = "0..*",
            paramLabel = "[KIND [NAME]] FOLDER",
            description = {
                "KIND such as HTTPRoute or httproutes, NAME such as shop or prod/shop.",
                InputArguments.FOLDERS
            })
    private List<String> parameters = List.of();

    /** How documents are printed. */
    enum Format {
        TEXT,
        JSON,
        YAML
    }

    @Override
    protected int answer() throws IOException {
        var wanted = WantedObjects.of(parameters, namespace);
        List<StatusDocument> documents = input.ask(
                this,
                parameters.subList(wanted.words(), parameters.size()),
                collected,
                folders -> folders.state().statuses(),
                StatusCommand::running);
        List<StatusDocument> found = documents.stream().filter(wanted::has).toList();
        if (found.isEmpty() && wanted.words() > 0) {
            return failed("no status of " + wanted + "; no Gateway of ours is concerned");
        }
        switch (format) {
            case TEXT -> new StatusTable(out(), quiet).print(found);
            case JSON -> out().println(Json.text(objects(found)));
            case YAML -> out().print(YamlText.of(objects(found)));
        }
        return found.stream().anyMatch(StatusTable::isWrong) ? FAILED : OK;
    }

    private static List<StatusDocument> running(Listings gateway) throws IOException {
        return gateway.all("status", "items", StatusDocument.class);
    }

    /** As kubectl prints them. */
    private static Map<String, Object> objects(List<StatusDocument> documents) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", documents.stream().map(StatusCommand::object).toList());
        return list;
    }

    private static Map<String, Object> object(StatusDocument document) {
        ObjectName name = document.name();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", document.apiVersion());
        object.put("kind", document.kind());
        object.put(
                "metadata",
                name.namespace().isEmpty()
                        ? Map.of("name", name.name())
                        : ordered("name", name.name(), "namespace", name.namespace()));
        object.put("status", document.status());
        return object;
    }

    private static Map<String, Object> ordered(String one, String ofOne, String two, String ofTwo) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(one, ofOne);
        map.put(two, ofTwo);
        return map;
    }
}
