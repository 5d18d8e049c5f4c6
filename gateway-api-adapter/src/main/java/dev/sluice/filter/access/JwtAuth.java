package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.filter.UnusableReference;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.RequestFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Serves requests with a token that an issuer has signed. Source: RFC 6750, RFC 7519. */
public final class JwtAuth implements FilterKind<JwtAuthArguments>, AutoCloseable {

    private static final String KEY = "jwks.json";

    private final LongSupplier nanos;
    private @Nullable HttpClient client;

    /** With the clock of this machine. */
    public JwtAuth() {
        this(System::nanoTime);
    }

    /** @param nanos a clock for how old keys are, as System.nanoTime */
    JwtAuth(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return "JwtAuth";
    }

    @Override
    public String meaning() {
        return "serves requests with a signed token (JWT)";
    }

    @Override
    public Class<JwtAuthArguments> arguments() {
        return JwtAuthArguments.class;
    }

    @Override
    public RequestFilter make(JwtAuthArguments arguments, References references) {
        var tokens = new Tokens(arguments, jwks(arguments, references));
        var given = new GivenHeaders(arguments.headers());
        return program -> request -> new Bearer(arguments, tokens, given, program).run(request);
    }

    private Jwks jwks(JwtAuthArguments arguments, References references) {
        if (arguments.jwksUri() != null) {
            return new RemoteJwks(URI.create(arguments.jwksUri()), this::client, nanos);
        }
        boolean secret = arguments.secretRef() != null;
        String argument = secret ? "secretRef" : "configMapRef";
        var ref = secret ? arguments.secretRef() : arguments.configMapRef();
        String key = ref == null || ref.key() == null ? KEY : ref.key();
        return Jwks.of(parsed(argument, references, key));
    }

    private static List<JWK> parsed(String argument, References references, String key) {
        try {
            return Jwks.parse(references.get(argument, key));
        } catch (ParseException e) {
            throw new UnusableReference("args.%s: %s, key %s is no JWK set with a public key; correct it"
                    .formatted(argument, references.get(argument).object(), key));
        }
    }

    /** Made with the first request, for a filter that is only judged asks nobody. */
    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .connectTimeout(RemoteJwks.PATIENCE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            client = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
