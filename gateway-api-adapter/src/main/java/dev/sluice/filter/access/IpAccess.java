package dev.sluice.filter.access;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.Network;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Serves clients of some addresses only. A client whose address is not known is refused. */
public final class IpAccess implements FilterKind<IpAccessArguments> {

    private final ForwardedHeaders forwarded;

    /** @param forwarded says which proxies are trusted to name the client */
    public IpAccess(ForwardedHeaders forwarded) {
        this.forwarded = forwarded;
    }

    @Override
    public String name() {
        return "IpAccess";
    }

    @Override
    public String meaning() {
        return "serves clients of some addresses only";
    }

    @Override
    public Class<IpAccessArguments> arguments() {
        return IpAccessArguments.class;
    }

    @Override
    public RequestFilter make(IpAccessArguments arguments, References references) {
        List<Network> allow = arguments.allowed();
        List<Network> deny = arguments.denied();
        return program -> request -> isServed(allow, deny, client(request))
                ? program.run(request)
                : Mono.just(ProgramResponse.of(Answer.ADDRESS_DENIED, request.answers()));
    }

    /** Null where it did not come by IP. */
    private @Nullable InetAddress client(ProgramRequest request) {
        return forwarded.clientAddress(request.client().peer(), request.headers());
    }

    private static boolean isServed(List<Network> allow, List<Network> deny, @Nullable InetAddress client) {
        return client != null
                && deny.stream().noneMatch(network -> network.contains(client))
                && (allow.isEmpty() || allow.stream().anyMatch(network -> network.contains(client)));
    }
}
