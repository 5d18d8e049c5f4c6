package dev.sluice.session.keys;

import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.session.SealKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys in a Secret, which is made with a random one where it is not there. All replicas read the same. */
public final class KeySecret implements KeySource {

    private static final String ENTRY = "keys";

    private final ApiServer server;
    private final String namespace;
    private final String name;
    private final BooleanSupplier makes;

    /**
     * Nothing is read yet.
     *
     * @param makes whether this replica is the one that may make it
     */
    public KeySecret(ApiServer server, String namespace, String name, BooleanSupplier makes) {
        this.server = server;
        this.namespace = namespace;
        this.name = name;
        this.makes = makes;
    }

    @Override
    public List<SealKey> read() {
        try {
            return switch (server.read(collection() + "/" + name)) {
                case Answer.Done(var secret) -> keys(secret);
                case Answer.Gone _, Answer.Conflict _ -> make();
                case Answer.Refused refused -> throw refused(refused);
            };
        } catch (UnavailableException away) {
            throw new UnreadableKeysException("the API server does not answer: " + away.getMessage());
        }
    }

    private List<SealKey> make() {
        if (!makes.getAsBoolean()) {
            throw new UnreadableKeysException(
                    "it is not there yet; the leader makes the one of its own namespace, any other you must make");
        }
        SealKey key = SealKey.random();
        return switch (server.create(collection(), secret(key))) {
            case Answer.Done _ -> List.of(key);
            case Answer.Conflict _ -> throw new UnreadableKeysException("another replica makes it");
            case Answer.Gone _ -> throw new UnreadableKeysException("the namespace is not there");
            case Answer.Refused refused -> throw refused(refused);
        };
    }

    private static UnreadableKeysException refused(Answer.Refused refused) {
        return new UnreadableKeysException("the API server refuses: " + refused.message());
    }

    private static List<SealKey> keys(JsonNode secret) {
        String encoded = secret.path("data").path(ENTRY).asString("");
        try {
            return KeyText.parse(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw new UnreadableKeysException("data." + ENTRY + " is not Base64");
        }
    }

    private ObjectNode secret(SealKey key) {
        var secret = JsonMapper.shared().createObjectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
        var metadata = secret.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.putObject("labels").put("app.kubernetes.io/managed-by", "sluice");
        String text = "# The first seals the tokens of sessions; all of them open.\n" + key.encoded() + "\n";
        secret.putObject("data").put(ENTRY, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return secret;
    }

    private String collection() {
        return "/api/v1/namespaces/" + namespace + "/secrets";
    }

    @Override
    public String toString() {
        return "the Secret " + namespace + "/" + name;
    }
}
