package dev.sluice.app.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name server that knows every name: its TXT record is the name of this backend, its A record an address of RFC 5737.
 */
record DnsAnswers(String name) implements StreamServer.Protocol.OverTcp, StreamServer.Protocol.OverUdp {

    private static final byte[] ADDRESS = {(byte) 192, 0, 2, 1};
    private static final int SECONDS_TO_LIVE = 60;

    @Override
    public List<ChannelHandler> ofConnection() {
        return List.of(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new Queries());
    }

    @Override
    public List<ChannelHandler> ofDatagrams() {
        return List.of(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Queries());
    }

    private final class Queries extends SimpleChannelInboundHandler<DnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext client, DnsQuery query) {
            DnsResponse response = query instanceof DatagramDnsQuery datagram
                    ? new DatagramDnsResponse(
                            /* sender= */ datagram.recipient(), /* recipient= */ datagram.sender(), query.id())
                    : new DefaultDnsResponse(query.id());
            response.setAuthoritativeAnswer(true).setRecursionDesired(query.isRecursionDesired());
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            if (question != null) {
                response.addRecord(DnsSection.QUESTION, question);
                addAnswer(response, question);
            }
            var _ = client.writeAndFlush(response, client.voidPromise());
        }

        /** What is no query gets no answer. */
        @Override
        public void exceptionCaught(ChannelHandlerContext client, Throwable cause) {
            // The next datagram is another one.
        }
    }

    private void addAnswer(DnsResponse response, DnsQuestion question) {
        ByteBuf data;
        if (question.type().equals(DnsRecordType.TXT)) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            data = Unpooled.wrappedBuffer(new byte[] {(byte) text.length}, text);
        } else if (question.type().equals(DnsRecordType.A)) {
            data = Unpooled.wrappedBuffer(ADDRESS);
        } else {
            return;
        }
        response.addRecord(
                DnsSection.ANSWER, new DefaultDnsRawRecord(question.name(), question.type(), SECONDS_TO_LIVE, data));
    }
}
