package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observe.Recordings;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.route.Explaining;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written as JSON has the components of its records as fields, and nothing that only looks like one. */
final class NamesInJsonTest {

    /** What the endpoint answers; a StatusDocument is also what the API server gets. */
    private static final List<Type> ANSWERS = List.of(
            Overview.class,
            Page.class,
            StatusDocument.class,
            ServedConfig.class,
            ObjectConditions.class,
            ServedBackends.class,
            ServedMesh.class,
            Explaining.Verdict.class,
            SluiceEndpoint.Mistake.class,
            Recordings.Answer.class);

    @Test
    void noMethodOfAnAnswerLooksLikeAField() {
        Set<Class<?>> written = new LinkedHashSet<>();
        ANSWERS.forEach(answer -> gather(answer, written));

        assertThat(written).contains(ObjectName.class);
        assertThat(written.stream().flatMap(NamesInJsonTest::getters)).isEmpty();
    }

    private static Stream<String> getters(Class<?> type) {
        Set<String> components = type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.toSet())
                : Set.of();
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass().getName().startsWith("dev.sluice."))
                .filter(method -> method.getParameterCount() == 0 && !components.contains(method.getName()))
                .filter(method -> method.getName().matches("(get|is)[A-Z].*"))
                .map(Method::toString);
    }

    private static void gather(Type type, Set<Class<?>> known) {
        switch (type) {
            case ParameterizedType it -> {
                gather(it.getRawType(), known);
                List.of(it.getActualTypeArguments()).forEach(argument -> gather(argument, known));
            }
            case WildcardType it -> List.of(it.getUpperBounds()).forEach(bound -> gather(bound, known));
            case Class<?> it when it.getName().startsWith("dev.sluice.") && known.add(it) -> gatherParts(it, known);
            default -> {}
        }
    }

    private static void gatherParts(Class<?> type, Set<Class<?>> known) {
        if (type.isRecord()) {
            Arrays.stream(type.getRecordComponents()).forEach(part -> gather(part.getGenericType(), known));
        }
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(kind -> gather(kind, known));
        }
    }
}
