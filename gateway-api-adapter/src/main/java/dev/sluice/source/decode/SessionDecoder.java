package dev.sluice.source.decode;

import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.SessionPersistence.Form;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SessionPersistence. Source: shared_types.go, of v1.1.0 to v1.7.0. */
final class SessionDecoder {

    private SessionDecoder() {}

    /** That of a rule or of the spec of a policy; null where it has none. */
    static @Nullable SessionPersistence decode(Fields parent) {
        if (!parent.has("sessionPersistence")) {
            return null;
        }
        Fields session = parent.at("sessionPersistence");
        Form form = form(session);
        Fields cookie = session.at(form == Form.V1_1 ? "cookieConfig" : "cookie");
        return new SessionPersistence(
                form,
                session.text("type"),
                name(session, form),
                cookie.textOrNull("path"),
                cookie.text("lifetimeType").equals("Permanent"),
                session.durationOrNull("absoluteTimeout"),
                session.durationOrNull("idleTimeout"));
    }

    /** Without a field of either it can only be the old one: the new one must have one. */
    private static Form form(Fields session) {
        if (!session.has("cookie") && !session.has("header")) {
            return Form.V1_1;
        }
        return Stream.of("sessionName", "idleTimeout", "cookieConfig").anyMatch(session::has) ? Form.MIXED : Form.V1_7;
    }

    /** An empty one is none: v1.1 allows it. */
    private static @Nullable String name(Fields session, Form form) {
        String name = form == Form.V1_1
                ? session.text("sessionName")
                : session.at(session.text("type").equals("Header") ? "header" : "cookie")
                        .text("name");
        return name.isEmpty() ? null : name;
    }
}
