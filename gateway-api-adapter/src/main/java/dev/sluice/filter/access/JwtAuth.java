package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.filter.UnusableReference;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.RequestFilter;
import dev.sluice.upstream.AddressGuard;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.function.LongSupplier;

/** Serves requests with a token that an issuer has signed. Source: RFC 6750, RFC 7519. */
public final class JwtAuth implements FilterKind<JwtAuthArguments> {

    private static final String KEY = "jwks.json";

    private final LongSupplier nanos;
    private final IssuerClient client;
    private final TokenCounters counters;
    private final TokenMemory memory = new TokenMemory();

    /**
     * All filters of a gateway share what they remember.
     *
     * @param guard which addresses the keys of issuers may come from, for who writes a filter names them
     */
    public JwtAuth(AddressGuard guard, TokenCounters counters) {
        this(guard, counters, System::nanoTime);
    }

    /** @param nanos a clock for how old keys are, as System.nanoTime */
    JwtAuth(AddressGuard guard, TokenCounters counters, LongSupplier nanos) {
        this.nanos = nanos;
        this.client = new IssuerClient(guard);
        this.counters = counters;
        counters.counting(memory::size, memory::bytes);
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
        var tokens = new RememberedTokens(arguments, jwks(arguments, references), memory, counters);
        var given = new GivenHeaders(arguments.headers());
        return program -> request -> new Bearer(arguments, tokens, given, program).run(request);
    }

    private Jwks jwks(JwtAuthArguments arguments, References references) {
        if (arguments.jwksUri() != null) {
            return new RemoteJwks(URI.create(arguments.jwksUri()), client, nanos);
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
}
