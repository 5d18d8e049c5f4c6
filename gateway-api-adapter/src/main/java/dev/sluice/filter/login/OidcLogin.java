package dev.sluice.filter.login;

import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.filter.UnusableReference;
import dev.sluice.filter.access.IssuerClient;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.program.RequestFilter;
import dev.sluice.session.Seal;
import dev.sluice.upstream.AddressGuard;
import java.util.function.LongSupplier;

/** Sends browsers to the login page of an OpenID Connect provider. Source: OpenID Connect Core 1.0, RFC 7636. */
public final class OidcLogin implements FilterKind<OidcLoginArguments> {

    private static final String SECRET = "secretRef";

    /** Octets of other headers of a request. */
    private static final int OTHERS = 2048;

    private final Seal seal;
    private final ForwardedHeaders forwarded;
    private final int longestSession;
    private final IssuerClient client;
    private final LongSupplier clock;
    private final LongSupplier nanos;
    private final RecentRenewals renewals;

    /**
     * Opens and asks nothing.
     *
     * @param seal of the cookies, the same in each replica
     * @param forwarded says which proxies are trusted to know the address that a browser shows
     * @param guard which addresses the provider may have, for who writes a filter names it
     * @param maxHeaders octets that the headers of a request may have together
     */
    public OidcLogin(Seal seal, ForwardedHeaders forwarded, AddressGuard guard, int maxHeaders) {
        this(seal, forwarded, guard, maxHeaders, System::currentTimeMillis);
    }

    /** @param clock milliseconds since 1970 */
    OidcLogin(Seal seal, ForwardedHeaders forwarded, AddressGuard guard, int maxHeaders, LongSupplier clock) {
        this.seal = seal;
        this.forwarded = forwarded;
        this.longestSession = maxHeaders - OTHERS;
        this.client = new IssuerClient(guard);
        this.clock = clock;
        this.nanos = () -> clock.getAsLong() * 1_000_000;
        this.renewals = new RecentRenewals(nanos);
    }

    @Override
    public String name() {
        return "OidcLogin";
    }

    @Override
    public String meaning() {
        return "sends browsers to the login page of an OpenID Connect provider";
    }

    @Override
    public Class<OidcLoginArguments> arguments() {
        return OidcLoginArguments.class;
    }

    @Override
    public RequestFilter make(OidcLoginArguments arguments, References references) {
        String object = references.get(SECRET).object();
        String secret = references.get(SECRET, arguments.entry()).strip();
        if (secret.isEmpty()) {
            throw new UnusableReference("args.%s: %s, key %s is empty; write the secret of the client there"
                    .formatted(SECRET, object, arguments.entry()));
        }
        String owner = String.join(
                "\n",
                arguments.issuer(),
                arguments.clientId(),
                object,
                arguments.cookie().name());
        LoginFlow flow = flow(arguments, secret, owner);
        return program -> request -> flow.run(request, program);
    }

    /** @param owner whose sessions are served: those of all filters with the same client */
    private LoginFlow flow(OidcLoginArguments arguments, String secret, String owner) {
        var provider = new Provider(arguments, secret, client, nanos);
        var sessions = new LoginSessions(arguments, clock);
        var known = new KnownSessions(
                new LoginCookies(arguments.cookie(), longestSession), new LoginSeal(seal, owner), sessions);
        var pages = new LoginPages(arguments, provider, known);
        return new LoginFlow(arguments, forwarded, pages, known, new Renewals(provider, sessions, owner, renewals));
    }
}
