"""The figures as Markdown."""

from statistics import median

from cases import PAIRS

HEADLINE = """\
CPU/request is the headline: user and system time of the proxy, its children included, at saturation, divided by the
requests answered. Median of {rounds} interleaved rounds of {seconds} s, with the least and the most; a ratio is of figures
of one round. Every proxy is a fresh process in each {fresh} and was warmed up by {warmup:,} requests at
saturation, or by {most} s of them. Allocation is of the saturating load. Times are
of an open loop at a fixed rate, half of what Envoy can do in the same case and run, counted from the moment at which a
request was due. `none` is the load straight on the backend: its times are the generator's own. A rate in brackets: the
proxy left more than a tenth of its core idle, so the load, not the proxy, was the limit. "over": requests without an
answer two seconds after the load: the proxy cannot hold the rate."""


def describe(plan, facts):
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in facts.items()), ""]
    text = HEADLINE.format(
        rounds=plan.rounds,
        seconds=plan.seconds,
        fresh="case, those of Java in each round," if plan.fresh else "case",
        warmup=plan.warmup_requests,
        most=plan.warmup_seconds,
    )
    return "\n".join([*lines, text, ""])


def case_table(case, figures):
    """One line for each proxy, and its ratios to Envoy and to plain Spring Cloud Gateway."""
    cpu = {proxy.name: value.cpu for proxy, value in figures.items()}
    rate = next((value.rate for value in figures.values() if value.rate), 0)
    lines = [
        f"### {_title(case)}",
        "",
        "| proxy | CPU/request | of Envoy's | of plain SCG's | requests/s | allocated/request "
        f"| at {rate:,}/s: CPU/request | p50 | p99 | p99.9 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for proxy, value in figures.items():
        cells = _problem(value) or _cells(value, cpu)
        lines.append(f"| {proxy.name} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def summary(results):
    """CPU for each request, case by case, and what of Envoy's it is."""
    proxies = list(dict.fromkeys(proxy for figures in results.values() for proxy in figures if proxy.name != "none"))
    lines = [
        "### CPU/request at saturation, µs (of Envoy's)",
        "",
        f"| case | {' | '.join(proxy.name for proxy in proxies)} |",
        f"|---|{'--:|' * len(proxies)}",
    ]
    for case, figures in results.items():
        cpu = {proxy.name: value.cpu for proxy, value in figures.items()}
        cells = [_with_ratio(cpu.get(proxy.name), cpu.get("envoy")) for proxy in proxies]
        lines.append(f"| {case} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def added(results):
    """For each proxy, what a case costs of what another costs that differs from it by one thing: of their medians."""
    by_name = {str(case): (case, figures) for case, figures in results.items()}
    lines = []
    for more, less in PAIRS:
        for case, figures in results.items():
            name = str(case).replace(case.protocol, less, 1)
            if case.protocol == more and name in by_name:
                lines += _added(f"{case} of {name}", figures, by_name[name][1])
    return "\n".join(["### CPU/request of another case", "", *lines, ""]) if lines else ""


def _added(title, more, less):
    medians = [(proxy.name, value.of("cpu"), less[proxy].of("cpu")) for proxy, value in more.items() if proxy in less]
    ratios = [f"{name} {one / other:.2f}" for name, one, other in medians if one and other]
    return [f"- {title}: {', '.join(ratios)}"] if ratios else []


def beside_streams(results):
    """CPU of what forwards octets, as ratios to the better of nginx and HAProxy in the same round."""
    lines = []
    for case, figures in results.items():
        cpu = {proxy.name: value.cpu for proxy, value in figures.items()}
        others = [cpu[name] for name in ("nginx", "haproxy") if cpu.get(name)]
        if (case.stream or case.udp) and others:
            better = [min(round_) for round_ in zip(*others)]
            ratios = [f"{name} {_ratio(own, better)}" for name, own in cpu.items() if own]
            lines.append(f"- {case}: {', '.join(ratios)}")
    return "\n".join(["### CPU/request, of the better of nginx and HAProxy", "", *lines, ""]) if lines else ""


def lost(results):
    """The share of datagrams that did not come back: the least of the rounds, the median and the most."""
    lines = []
    for case, figures in results.items():
        for proxy, value in figures.items() if case.udp else ():
            at_rate = [result.lost / (result.requests + result.lost) for result in value.open]
            shares = f"{_percent(value.lost)} at saturation, {_percent(at_rate)} at {value.rate:,}/s"
            lines += [f"- {case}: {proxy.name} {shares}"] if value.lost else []
    return "\n".join(["### Datagrams lost", "", *lines, ""]) if lines else ""


def _percent(shares):
    return _spread([100 * share for share in shares], "{:.3f}", " %")


def _title(case):
    protocol = {
        "h1": "HTTP/1.1",
        "h2": "HTTP/2, clear text",
        "h1-tls": "HTTP/1.1, TLS",
        "h2-tls": "HTTP/2, TLS",
        "grpc": "gRPC, HTTP/2 on both sides",
        "handshake-full": "a TLS connection for each request",
        "handshake-resumed": "a resumed TLS connection for each request",
        "handshake-mtls": "a TLS connection with a client certificate for each request",
        "backend-tls": "HTTP/1.1, TLS with the backend",
        "session": "HTTP/1.1, the cookie of a session",
        "session-redis": "HTTP/1.1, the cookie of a session, Sluice with Redis",
        "jwt": "HTTP/1.1, a token that is verified",
        "rate-limit": "HTTP/1.1, a rate limit of the proxy's own",
        "external-auth": "HTTP/1.1, another service's permission, by HTTP",
        "external-auth-grpc": "HTTP/1.1, another service's permission, by gRPC",
        "basic-auth": "HTTP/1.1, a user's password",
        "api-key": "HTTP/1.1, an API key",
        "ip-access": "HTTP/1.1, 32 networks that are refused",
        "oidc-login": "HTTP/1.1, the cookie of somebody who has logged in",
        "circuit-breaking": "HTTP/1.1, a circuit that stays closed",
        "request-size": "HTTP/1.1, a limit of the body",
        "no-histograms": "HTTP/1.1, without histograms",
        "tracing-1": "HTTP/1.1, spans of 1 % of the requests",
        "tracing-100": "HTTP/1.1, spans of each request",
        "tcp": "octets (HTTP/1.1) over TCP",
        "tls-passthrough": "TLS that goes through (HTTP/1.1 in it)",
        "tls-passthrough-new": "a TLS connection that goes through for each request",
        "udp": "datagrams over UDP, each returned by the backend",
    }
    routes = "1 route" if case.routes == 1 else f"{case.routes:,} routes"
    size = f"{case.body_bytes // 1024} KiB" if case.body_bytes >= 1024 else f"{case.body_bytes} octets"
    return f"{protocol[case.protocol]}, {size}, {routes} (`{case}`)"


def _problem(value):
    return [f"failed: {value.problem.replace('|', '/')}", *[""] * 8] if value.problem else None


def _cells(value, cpu):
    own = value.cpu
    late = "over" if value.overloaded else None
    return [
        _spread(own, "{:.1f}", " µs"),
        _ratio(own, cpu.get("envoy")),
        _ratio(own, cpu.get("scg")),
        _rate(value),
        _kib(value.of("allocated")),
        _micros(value.of("open_cpu")),
        *(late or _times(value, name) for name in ("p50", "p99", "p999")),
    ]


def _rate(value):
    rate, busy = value.of("rps"), value.of("busy")
    if rate is None:
        return "-"
    return f"{rate:,.0f}" if busy is None or busy >= 0.9 else f"({rate:,.0f})"


def _ratio(own, other):
    """Of two figures of each round."""
    return _spread([mine / theirs for mine, theirs in zip(own, other or [])], "{:.2f}")


def _with_ratio(own, other):
    return "-" if not own else f"{median(own):.1f} ({_ratio(own, other)})"


def _spread(values, form, unit=""):
    """The median, and where it says something the least and the most."""
    if not values:
        return "-"
    shown = form.format(median(values))
    least, most = form.format(min(values)), form.format(max(values))
    return f"{shown}{unit}" if least == most else f"{shown}{unit}, {least} to {most}"


def _micros(value):
    return "-" if value is None else f"{value:.1f} µs"


def _times(figures, name):
    """In milliseconds."""
    return _spread([getattr(result, name) / 1000 for result in figures.open], "{:.2f}", " ms")


def _kib(value):
    return "-" if value is None else f"{value / 1024:.1f} KiB"
