package dev.sluice.stream;

import dev.sluice.config.listener.PortId;
import java.util.List;

/** Records connections and flows that are forwarded, or refused. Called on event loops; must not block. */
public interface StreamRecorder {

    /** Does nothing. */
    StreamRecorder NONE = new StreamRecorder() {
        @Override
        public void began(PortId port, StreamKind kind) {}

        @Override
        public void ended(StreamRecord stream) {}
    };

    /** Records with all of these, in order. */
    static StreamRecorder all(List<StreamRecorder> recorders) {
        StreamRecorder[] each = recorders.toArray(StreamRecorder[]::new);
        return new StreamRecorder() {
            @Override
            public void began(PortId port, StreamKind kind) {
                for (StreamRecorder recorder : each) {
                    recorder.began(port, kind);
                }
            }

            @Override
            public void ended(StreamRecord stream) {
                for (StreamRecorder recorder : each) {
                    recorder.ended(stream);
                }
            }
        };
    }

    /** One began that has a Listener; {@link #ended} follows, once. */
    void began(PortId port, StreamKind kind);

    /** It ended. */
    void ended(StreamRecord stream);
}
