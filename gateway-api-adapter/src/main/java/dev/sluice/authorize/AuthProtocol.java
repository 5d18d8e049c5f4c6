package dev.sluice.authorize;

import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.message.GrpcStatus;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamRequest;
import java.util.function.Consumer;

/** How one authorizer is asked, made when its rule is compiled. Any event loop may use it. */
public sealed interface AuthProtocol permits HttpAuth, GrpcAuth {

    /** For an authorizer of a rule; its backend is not looked at, but for the name that calls are addressed to. */
    static AuthProtocol of(ExternalAuthorizer.Protocol protocol, String authority) {
        return switch (protocol) {
            case ExternalAuthorizer.Http http -> new HttpAuth(http);
            case ExternalAuthorizer.Grpc grpc -> new GrpcAuth(grpc, authority);
        };
    }

    /** What the authorizer is sent; a body can be subscribed to again. */
    UpstreamRequest request(Question question);

    /**
     * Reads what it answered, and uses or discards the body.
     *
     * @param status called before the result with how a gRPC call ended, where that is known
     * @param result called once, perhaps at once, on the event loop; not after a cancel
     * @return cancels the reading; without effect once it has called result
     */
    Runnable judge(Received received, Question question, Consumer<GrpcStatus> status, Consumer<Verdict> result);
}
