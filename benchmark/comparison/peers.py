"""The Java peers, which the module `benchmark` holds: plain Spring Cloud Gateway, bare reactor-netty."""

import re
import zipfile

from jvm import OPTIONS, PEERS, ROOT, java_home


class SpringCloudGateway:
    name = "scg"
    java = True

    @staticmethod
    def missing():
        return None

    @staticmethod
    def version():
        return _library_version("org.springframework.cloud", "spring-cloud-gateway-server-webflux")

    @staticmethod
    def command(setup, case):
        arguments = [
            "dev.sluice.benchmark.peer.SpringCloudGatewayPeer",
            "--spring.main.banner-mode=off",
            "--logging.level.root=warn",
            "--server.address=127.0.0.1",
            f"--server.port={setup.port}",
            "--server.http2.enabled=true",
            f"--peer.routes={case.routes}",
            f"--peer.backend=http://127.0.0.1:{setup.backend}",
        ]
        if case.tls:
            arguments.append(f"--server.ssl.certificate=file:{setup.certificates.edge.certificate}")
            arguments.append(f"--server.ssl.certificate-private-key=file:{setup.certificates.edge.key}")
        return _command(*arguments), {}


class ReactorNetty:
    name = "reactor-netty"
    java = True

    @staticmethod
    def missing():
        return None

    @staticmethod
    def version():
        return re.search(r"<reactor-netty.version>(.+?)<", (ROOT / "pom.xml").read_text()).group(1)

    @staticmethod
    def command(setup, case):
        edge = setup.certificates.edge
        tls = [edge.certificate, edge.key] if case.tls else []
        peer = "dev.sluice.benchmark.peer.ReactorNettyPeer"
        return _command(peer, setup.port, setup.backend, *tls), {}


# BoringSSL is in their jar for Sluice's sake alone; neither comes with it.
NO_BORINGSSL = "-Dio.netty.handler.ssl.noOpenSsl=true"


def _command(*arguments):
    options = (f"@{ROOT}/gateway-app/jvm.options", *OPTIONS, NO_BORINGSSL)
    return [f"{java_home()}/bin/java", *options, "-cp", PEERS, *arguments]


def _library_version(group, artifact):
    """As Maven wrote it into the jar of the peers."""
    with zipfile.ZipFile(PEERS) as jar:
        text = jar.read(f"META-INF/maven/{group}/{artifact}/pom.properties").decode()
    return re.search(r"version=(.+)", text).group(1)
