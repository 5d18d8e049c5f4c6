package dev.sluice.authorize;

import static dev.sluice.authorize.ProtoFields.LENGTH_DELIMITED;
import static dev.sluice.authorize.ProtoFields.TYPE_BITS;
import static dev.sluice.authorize.ProtoFields.VARINT;

import com.google.protobuf.CodedInputStream;
import dev.sluice.authorize.HeaderChange.Action;
import dev.sluice.message.FieldSyntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A HeaderValueOption of envoy.config.core.v3, as it is read. */
final class HeaderOption {

    private static final int HEADER = 1 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int APPEND = 2 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int APPEND_ACTION = 3 << TYPE_BITS | VARINT;

    private static final int KEY = 1 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int VALUE = 2 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int RAW_VALUE = 3 << TYPE_BITS | LENGTH_DELIMITED;
    private static final int BOOL = 1 << TYPE_BITS | VARINT;

    private String name = "";
    private String value = "";
    private @Nullable Boolean append;
    private int appendAction;

    private HeaderOption() {}

    /**
     * Reads one into a list, unless it is for a header that is none of an authorizer's, or a pseudo header.
     *
     * @param unsaid what happens to values that are there where the option does not say
     * @throws IOException for a name or a value that no header can have
     */
    static boolean read(CodedInputStream in, List<HeaderChange> into, Action unsaid) throws IOException {
        var option = new HeaderOption();
        ProtoFields.nested(in, option::field);
        String name = option.name.toLowerCase(Locale.ROOT);
        if (name.startsWith(":")) {
            return true;
        }
        if (!FieldSyntax.isName(name) || !FieldSyntax.isValue(option.value)) {
            throw new IOException("not a header");
        }
        if (HeaderChange.isAllowed(name)) {
            into.add(new HeaderChange(option.action(unsaid), name, List.of(option.value)));
        }
        return true;
    }

    private boolean field(int tag, CodedInputStream in) throws IOException {
        return switch (tag) {
            case HEADER -> ProtoFields.nested(in, this::headerField);
            case APPEND -> ProtoFields.nested(in, this::appendField);
            case APPEND_ACTION -> {
                appendAction = in.readEnum();
                yield true;
            }
            default -> false;
        };
    }

    private boolean headerField(int tag, CodedInputStream in) throws IOException {
        switch (tag) {
            case KEY -> name = in.readStringRequireUtf8();
            case VALUE, RAW_VALUE -> value = octets(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A character of a header is an octet of it. */
    private static String octets(CodedInputStream in) throws IOException {
        return in.readBytes().toString(StandardCharsets.ISO_8859_1);
    }

    private boolean appendField(int tag, CodedInputStream in) throws IOException {
        if (tag != BOOL) {
            return false;
        }
        append = in.readBool();
        return true;
    }

    /** BoolValue false is an empty message, which is there. */
    private Action action(Action unsaid) {
        if (append != null) {
            return append ? Action.APPEND : Action.REPLACE;
        }
        return switch (appendAction) {
            case 0 -> unsaid;
            case 1 -> Action.ADD_IF_ABSENT;
            case 3 -> Action.REPLACE_IF_PRESENT;
            default -> Action.REPLACE;
        };
    }
}
