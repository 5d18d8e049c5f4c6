package dev.sluice.condition;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Every message that the factories of this package can write. A factory is called with the name of each of its
 * parameters as its argument; one that takes a fault or another condition is called with each that there is.
 */
public final class Catalogue {

    private static final Map<Class<?>, String> OBJECTS = Map.ofEntries(
            Map.entry(ClassConditions.class, "GatewayClass"),
            Map.entry(GatewayConditions.class, "Gateway"),
            Map.entry(ListenerConditions.class, "Listener"),
            Map.entry(ListenerSetConditions.class, "ListenerSet"),
            Map.entry(RouteConditions.class, "HTTPRoute"),
            Map.entry(PolicyConditions.class, "BackendTLSPolicy"),
            Map.entry(BackendTrafficPolicyConditions.class, "BackendLBPolicy"),
            Map.entry(TelemetryPolicyConditions.class, "XTelemetryPolicy"),
            Map.entry(XBackendConditions.class, "XBackend"),
            Map.entry(XMeshConditions.class, "XMesh"),
            Map.entry(SpringFilterConditions.class, "SpringFilter"));

    private static final List<Class<?>> FAULTS =
            List.of(BackendFault.class, RuleFault.class, ParametersFault.class, TrustFault.class, SessionFault.class);

    /** Numbers cannot be written as {@code <port>}; this one is replaced by it. */
    private static final int NUMBER = 7_654_321;

    private Catalogue() {}

    /** Those of conditions, in the order of objects, conditions and reasons. */
    public static List<MessageTemplate> templates() {
        return factories()
                .filter(factory -> OBJECTS.containsKey(factory.getDeclaringClass()))
                .flatMap(Catalogue::templates)
                .toList();
    }

    /** Names of all factories, of faults too. */
    public static List<String> factoryNames() {
        return factories().map(Catalogue::name).distinct().sorted().toList();
    }

    private static Stream<MessageTemplate> templates(Method factory) {
        return Arrays.stream(factory.getParameters())
                .filter(it -> it.getType().getPackage() == Catalogue.class.getPackage() && it.getType() != Listed.class)
                .findFirst()
                .map(structured -> values(factory, structured).flatMap(value -> switch (value) {
                    case Fault(String with, Object fault) -> templates(factory, " with " + with, call(factory, fault));
                    default -> templates(factory, "", call(factory, value));
                }))
                .orElseGet(() -> ofTexts(factory));
    }

    /** Where an empty text makes another sentence, that one too. */
    private static Stream<MessageTemplate> ofTexts(Method factory) {
        var templates = new LinkedHashMap<String, MessageTemplate>();
        Stream.concat(Stream.of("none"), Arrays.stream(factory.getParameters()).map(Parameter::getName))
                .flatMap(empty -> templates(factory, "", call(factory, "", empty)))
                .forEach(it -> templates.putIfAbsent(it.type() + it.words(), it));
        return templates.values().stream();
    }

    private static Stream<MessageTemplate> templates(Method factory, String source, Object made) {
        var object = Objects.requireNonNull(OBJECTS.get(factory.getDeclaringClass()));
        return conditions(made)
                .map(it -> new MessageTemplate(
                        name(factory) + source,
                        object,
                        it.type(),
                        it.status(),
                        it.reason(),
                        named(it.message(), factory)));
    }

    /** The messages of one class of faults, in the order of their names. */
    public static List<FaultTemplate> faults(Class<?> ofClass) {
        return factories()
                .filter(it -> it.getDeclaringClass() == ofClass)
                .filter(it -> Arrays.stream(it.getParameterTypes()).noneMatch(FAULTS::contains))
                .map(it -> switch (renamed(call(it, ""), it)) {
                    case BackendFault fault -> new FaultTemplate(fault.reason(), fault.message());
                    case RuleFault fault -> new FaultTemplate(fault.reason(), fault.message());
                    case ParametersFault fault -> new FaultTemplate("InvalidParameters", fault.message());
                    case SessionFault fault -> new FaultTemplate("UnsupportedValue, Invalid", fault.message());
                    default -> throw new AssertionError(it);
                })
                .toList();
    }

    /** What one factory of faults writes. */
    public record FaultTemplate(String reason, String message) {}

    /** What a condition says around a fault; the fault itself is {@code <fault>}. */
    static String around(MessageTemplate template) {
        int from = template.factory().indexOf(" with ");
        if (from < 0) {
            return template.message();
        }
        var factory = factories()
                .filter(it -> name(it).equals(template.factory().substring(0, from)))
                .findFirst()
                .orElseThrow();
        var type = Arrays.stream(factory.getParameterTypes())
                .filter(FAULTS::contains)
                .findFirst()
                .orElseThrow();
        Object fault = type == BackendFault.class
                ? new BackendFault(template.reason(), "<fault>")
                : type == RuleFault.class
                        ? new RuleFault("<rule>", template.reason(), "<fault>")
                        : type == TrustFault.class
                                ? new TrustFault(kind(template.reason()), "<fault>")
                                : type == SessionFault.class
                                        ? new SessionFault("<fault>")
                                        : new ParametersFault("<fault>");
        return conditions(call(factory, fault))
                .map(it -> named(it.message(), factory))
                .findFirst()
                .orElseThrow();
    }

    private static TrustFault.Kind kind(String reason) {
        return switch (reason) {
            case "RefNotPermitted" -> TrustFault.Kind.NOT_PERMITTED;
            case "InvalidKind", "InvalidCACertificateKind" -> TrustFault.Kind.INVALID_KIND;
            default -> TrustFault.Kind.INVALID_REF;
        };
    }

    private record Fault(String factory, Object value) {}

    /** What a parameter that is no text, number or list can be. */
    private static Stream<Object> values(Method factory, Parameter parameter) {
        if (parameter.getType() != Condition.class) {
            return factories()
                    .filter(it -> it.getDeclaringClass() == parameter.getType())
                    .flatMap(Catalogue::faults);
        }
        var conditions = Arrays.stream(factory.getDeclaringClass().getDeclaredMethods())
                .filter(Catalogue::isFactory)
                .filter(it -> Arrays.stream(it.getParameterTypes())
                        .noneMatch(type -> type == Condition.class || FAULTS.contains(type)))
                .flatMap(it -> conditions(call(it, "")));
        return switch (parameter.getName()) {
            case "conflicted" ->
                conditions
                        .filter(it -> it.type() == Condition.Type.CONFLICTED && it.holds())
                        .map(it -> it);
            case "accepted" ->
                conditions
                        .filter(it -> it.type() == Condition.Type.ACCEPTED && !it.holds())
                        .map(it -> it);
            default -> throw new AssertionError(factory + ": what can " + parameter + " be?");
        };
    }

    /** Those of a fault's factory; a fault may be made of another. */
    private static Stream<Object> faults(Method factory) {
        var structured = Arrays.stream(factory.getParameters())
                .filter(it -> FAULTS.contains(it.getType()))
                .findFirst();
        Stream<Object> values = structured.map(it -> values(factory, it)).orElseGet(() -> Stream.of(""));
        return values.map(value -> {
            var source = value instanceof Fault fault ? " with " + fault.factory() : "";
            Object made = call(factory, value instanceof Fault fault ? fault.value() : value);
            return new Fault(name(factory) + source, renamed(made, factory));
        });
    }

    private static Object renamed(Object fault, Method factory) {
        return switch (fault) {
            case BackendFault it -> new BackendFault(it.reason(), named(it.message(), factory));
            case RuleFault it -> new RuleFault(it.rule(), it.reason(), named(it.message(), factory));
            case ParametersFault it -> new ParametersFault(named(it.message(), factory));
            case TrustFault it -> new TrustFault(it.kind(), named(it.message(), factory));
            case SessionFault it -> new SessionFault(named(it.message(), factory));
            default -> throw new AssertionError(fault);
        };
    }

    private static Stream<Condition> conditions(Object made) {
        return switch (made) {
            case Condition it -> Stream.of(it);
            case Conflict it -> Stream.of(it.conflicted(), it.notAccepted());
            default -> throw new AssertionError(made);
        };
    }

    private static Object call(Method factory, Object structured) {
        return call(factory, structured, "none");
    }

    /** With the name of each parameter as its text, but of one that is empty. */
    private static Object call(Method factory, Object structured, String empty) {
        var arguments = Arrays.stream(factory.getParameters())
                .map(it -> it.getName().equals(empty) && it.getType() == String.class ? "" : argument(it, structured))
                .toArray();
        try {
            return factory.invoke(null, arguments);
        } catch (ReflectiveOperationException failed) {
            throw new LinkageError(factory.toString(), failed);
        }
    }

    private static Object argument(Parameter parameter, Object structured) {
        var name = "<" + parameter.getName() + ">";
        var type = parameter.getType();
        if (type == String.class) {
            return name;
        }
        if (type == Listed.class) {
            return Listed.of(List.of(name));
        }
        return type == int.class ? (Object) NUMBER : type == List.class ? List.of(name) : structured;
    }

    private static String named(String message, Method factory) {
        return Arrays.stream(factory.getParameters())
                .filter(it -> it.getType() == int.class)
                .map(it -> message.replace("" + NUMBER, "<" + it.getName() + ">"))
                .findFirst()
                .orElse(message);
    }

    private static String name(Method factory) {
        return factory.getDeclaringClass().getSimpleName() + "." + factory.getName();
    }

    private static boolean isFactory(Method method) {
        return Modifier.isStatic(method.getModifiers())
                && Modifier.isPublic(method.getModifiers())
                && Stream.concat(Stream.of(Condition.class, Conflict.class), FAULTS.stream())
                        .anyMatch(method.getReturnType()::equals);
    }

    /** Every class of the package is looked into, so that none is forgotten. */
    private static Stream<Method> factories() {
        try {
            var main = Path.of(Condition.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files =
                    Files.list(main.resolve(Condition.class.getPackageName().replace('.', '/')))) {
                return files
                        .map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                        .sorted()
                        .map(file -> file.substring(0, file.length() - ".class".length()))
                        .map(Catalogue::load)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(Catalogue::isFactory)
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException failed) {
            throw new LinkageError("classes of conditions", failed);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(Condition.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException failed) {
            throw new LinkageError(name, failed);
        }
    }
}
