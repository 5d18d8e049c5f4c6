# The gateway as an image: docker build -t sluice:local .
# A release names both bases by the digests that these tags have then (.github/workflows/release.yml).
ARG MAVEN=maven:3-eclipse-temurin-25
ARG JAVA=eclipse-temurin:25-jre

FROM ${MAVEN} AS build
WORKDIR /build
COPY . .
RUN mvn -pl gateway-app -am -Dmaven.test.skip -Djacoco.skip -Dcyclonedx.skip \
        -Dorg.slf4j.simpleLogger.log.org.apache.maven.cli.event.ExecutionEventLogger=info package \
    && java -Djarmode=tools -jar gateway-app/target/sluice.jar extract --layers --destination /layers

FROM ${JAVA}
ARG JAVA
# A node agent of the mesh steers connections by it. Any version with tables that have an owner will do.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nftables \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sluice
# Apart, so that a change of Sluice alone leaves the layer of its libraries as it is.
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ /layers/application/ ./
COPY --from=build /build/gateway-app/*.options /build/gateway-app/image-start /build/gateway-app/agent-ready ./
COPY --from=build /build/examples/quickstart/ ./quickstart/
# Records which classes a start loads and which methods are busy. Here, for the cache fits only the Java and the very
# files it was recorded with. Without it starts are slower and nothing else; why there is none is told.
RUN java @/opt/sluice/jvm.options -XX:AOTCacheOutput=/opt/sluice/jvm.aot -Xlog:aot*=off,cds*=off \
        -jar /opt/sluice/sluice.jar train /opt/sluice/quickstart > /tmp/train.log \
    || { tail -n 20 /tmp/train.log; rm -f /opt/sluice/jvm.aot; }; \
    java @/opt/sluice/verbs.options -XX:AOTCacheOutput=/opt/sluice/verbs.aot -Xlog:aot*=off,cds*=off \
        -jar /opt/sluice/sluice.jar train --verbs /opt/sluice/quickstart > /tmp/train.log \
    || { tail -n 20 /tmp/train.log; rm -f /opt/sluice/verbs.aot; }; \
    rm /tmp/train.log
# Last, so that a new version leaves the layers before as they are.
ARG VERSION=""
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="Sluice" \
    org.opencontainers.image.description="Kubernetes Gateway API on Spring Cloud Gateway" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.documentation="https://sluice.dev" \
    org.opencontainers.image.source="${SOURCE}" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.base.name="${JAVA}"
# No user of this number exists, so nothing belongs to it.
USER 65532:65532
EXPOSE 8080 8443 9090
# Through bash, for the image has no HTTP client that is sure to stay. It asks port 9090 of loopback.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9090 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/opt/sluice/image-start"]
CMD ["help"]
