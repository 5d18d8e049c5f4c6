# The gateway as an image: docker build -t sluice:local .
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp -q -pl gateway-app -am -DskipTests package \
    && java -Djarmode=tools -jar gateway-app/target/sluice.jar extract --destination /opt/sluice \
    && cp gateway-app/jvm.options /opt/sluice/

FROM eclipse-temurin:25-jre
COPY --from=build /opt/sluice /opt/sluice
# No user of this number exists, so nothing belongs to it.
USER 65532:65532
WORKDIR /opt/sluice
EXPOSE 8080 8443 9090
# Through bash, for the image has no HTTP client that is sure to stay. It asks port 9090 of loopback.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9090 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "@/opt/sluice/jvm.options", "-jar", "/opt/sluice/sluice.jar"]
CMD ["help"]
