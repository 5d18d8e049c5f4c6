package dev.sluice.authorize;

import static dev.sluice.authorize.ProtoFields.LENGTH_DELIMITED;
import static dev.sluice.authorize.ProtoFields.TYPE_BITS;
import static dev.sluice.authorize.ProtoFields.VARINT;

import com.google.protobuf.CodedInputStream;
import dev.sluice.authorize.HeaderChange.Action;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an authorizer answers by gRPC, as it is read: envoy.service.auth.v3.CheckResponse. Fields that have no meaning
 * here, such as dynamic_metadata, are passed over.
 *
 * <p>A header that goes to a backend replaces the client's where the option does not say otherwise, as OkHttpResponse
 * promises; one that goes to the client is added.
 */
final class CheckResponse {

    private static final int STATUS = 1 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int DENIED_RESPONSE = 2 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int OK_RESPONSE = 3 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int ERROR_RESPONSE = 5 << TYPE_BITS | LENGTH_DELIMITED;

    /** Of google.rpc.Status, and of envoy.type.v3.HttpStatus. */
    private static final int CODE = 1 << TYPE_BITS | VARINT;

    private static final int DENIED_STATUS = 1 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int DENIED_HEADERS = 2 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int DENIED_BODY = 3 << TYPE_BITS | LENGTH_DELIMITED;

    private static final int OK_HEADERS = 2 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int OK_HEADERS_TO_REMOVE = 5 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int OK_RESPONSE_HEADERS = 6 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int OK_QUERY_TO_SET = 7 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int OK_QUERY_TO_REMOVE = 8 << TYPE_BITS | LENGTH_DELIMITED;

    /** Of envoy.config.core.v3.QueryParameter. */
    private static final int KEY = 1 << TYPE_BITS | LENGTH_DELIMITED;

    private static final int VALUE = 2 << TYPE_BITS | LENGTH_DELIMITED;

    private boolean decided;
    private int code;
    private boolean denied;
    private boolean error;
    private int status = HttpResponseStatus.FORBIDDEN.code();
    private byte[] body = {};
    private final List<HeaderChange> request = new ArrayList<>();
    private final List<HeaderChange> response = new ArrayList<>();
    private final Map<String, String> querySet = new LinkedHashMap<>();
    private final Set<String> queryRemove = new LinkedHashSet<>();

    private CheckResponse() {}

    /**
     * Reads one.
     *
     * @param withBody whether a client that is denied gets a body
     * @throws IOException where it is none, or holds a header that none can be
     */
    static Verdict read(byte[] message, boolean withBody) throws IOException {
        var response = new CheckResponse();
        ProtoFields.read(CodedInputStream.newInstance(message), response::field);
        return response.verdict(withBody);
    }

    /** OK is code 0, which is not written: one that says nothing at all, or is OK and denies, is no decision. */
    private Verdict verdict(boolean withBody) {
        if (error || !decided || (code == 0 && denied)) {
            return new Verdict.Failed();
        }
        return code == 0
                ? new Verdict.Allowed(new Permit(request, new QueryChange(querySet, queryRemove), response))
                : denial(withBody);
    }

    private Verdict denial(boolean withBody) {
        boolean isRefusal = status >= HttpResponseStatus.MULTIPLE_CHOICES.code() && status < 600;
        HttpHeaders headers = new DefaultHttpHeaders();
        response.forEach(change -> change.apply(headers));
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        ByteBuf content = withBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER;
        return new Verdict.Denied(
                isRefusal ? HttpResponseStatus.valueOf(status) : HttpResponseStatus.FORBIDDEN,
                headers,
                ResponseBody.of(content));
    }

    private boolean field(int tag, CodedInputStream in) throws IOException {
        return switch (tag) {
            case STATUS -> {
                decided = true;
                yield ProtoFields.nested(in, this::statusField);
            }
            case DENIED_RESPONSE -> {
                denied = true;
                yield ProtoFields.nested(in, this::deniedField);
            }
            case OK_RESPONSE -> {
                decided = true;
                yield ProtoFields.nested(in, this::okField);
            }
            case ERROR_RESPONSE -> {
                error = true;
                yield false;
            }
            default -> false;
        };
    }

    private boolean statusField(int tag, CodedInputStream in) throws IOException {
        if (tag != CODE) {
            return false;
        }
        code = in.readInt32();
        return true;
    }

    private boolean deniedField(int tag, CodedInputStream in) throws IOException {
        return switch (tag) {
            case DENIED_STATUS -> ProtoFields.nested(in, this::httpStatusField);
            case DENIED_HEADERS -> HeaderOption.read(in, response, Action.APPEND);
            case DENIED_BODY -> {
                body = in.readByteArray();
                yield true;
            }
            default -> false;
        };
    }

    private boolean httpStatusField(int tag, CodedInputStream in) throws IOException {
        if (tag != CODE) {
            return false;
        }
        status = in.readEnum();
        return true;
    }

    private boolean okField(int tag, CodedInputStream in) throws IOException {
        return switch (tag) {
            case OK_HEADERS -> HeaderOption.read(in, request, Action.REPLACE);
            case OK_HEADERS_TO_REMOVE -> remove(in.readStringRequireUtf8());
            case OK_RESPONSE_HEADERS -> HeaderOption.read(in, response, Action.APPEND);
            case OK_QUERY_TO_SET -> querySet(in);
            case OK_QUERY_TO_REMOVE -> {
                queryRemove.add(in.readStringRequireUtf8());
                yield true;
            }
            default -> false;
        };
    }

    private boolean remove(String name) {
        if (HeaderChange.isAllowed(name)) {
            request.add(new HeaderChange(Action.REPLACE, name.toLowerCase(Locale.ROOT), List.of()));
        }
        return true;
    }

    private boolean querySet(CodedInputStream in) throws IOException {
        var parameter = new String[] {"", ""};
        ProtoFields.nested(in, (tag, nested) -> {
            if (tag != KEY && tag != VALUE) {
                return false;
            }
            parameter[tag == KEY ? 0 : 1] = nested.readStringRequireUtf8();
            return true;
        });
        querySet.put(parameter[0], parameter[1]);
        return true;
    }
}
